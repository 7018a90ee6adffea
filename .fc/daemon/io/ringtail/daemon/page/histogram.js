// @ts-check
/** Durations by type over time: a histogram for each second, in a bounded amount of memory. */

/** Buckets to a doubling: a percentile is exact to a sixteenth. */
const STEPS = 16;
const SHIFT = 4;
/** Longer durations than 18 minutes count as those. */
const MOST = 2 ** 40;
export const BUCKETS = (40 - SHIFT + 1) * STEPS + 1;

/** @param {number} ns */
export function bucketOf(ns) {
    const value = Math.min(MOST - 1, Math.max(0, Math.floor(ns)));
    if (value < STEPS) {
        return value;
    }
    const exponent = Math.floor(Math.log2(value));
    return (exponent - SHIFT + 1) * STEPS + Math.floor(value / 2 ** (exponent - SHIFT)) - STEPS;
}

/**
 * The least duration of a bucket, ns.
 *
 * @param {number} bucket
 */
export function leastOf(bucket) {
    if (bucket < STEPS) {
        return bucket;
    }
    const doubling = Math.floor(bucket / STEPS) - 1;
    return ((bucket % STEPS) + STEPS) * 2 ** doubling;
}

/** A type's histograms of the last seconds. */
export class Durations {
    /** @param {number} seconds how many are kept */
    constructor(seconds) {
        this.seconds = seconds;
        /** @type {Map<number, {counts: Uint32Array, most: number}>} by second */
        this.bySecond = new Map();
        this.count = 0;
    }

    /**
     * @param {number} second in which the span ended
     * @param {number} ns
     */
    add(second, ns) {
        let held = this.bySecond.get(second);
        if (!held) {
            held = { counts: new Uint32Array(BUCKETS), most: 0 };
            this.bySecond.set(second, held);
            for (const old of this.bySecond.keys()) {
                if (old <= second - this.seconds) {
                    this.bySecond.delete(old);
                }
            }
        }
        held.counts[bucketOf(ns)]++;
        held.most = Math.max(held.most, ns);
        this.count++;
    }

    /**
     * What the spans of the last seconds took.
     *
     * @param {number} now the current second
     * @param {number} window how many seconds
     */
    summary(now, window) {
        const sum = new Uint32Array(BUCKETS);
        let count = 0;
        let most = 0;
        for (const [second, held] of this.bySecond) {
            if (second > now - window && second <= now) {
                for (let i = 0; i < BUCKETS; i++) {
                    sum[i] += held.counts[i];
                    count += held.counts[i];
                }
                most = Math.max(most, held.most);
            }
        }
        const quantile = (/** @type {number} */ part) => {
            let left = Math.max(1, Math.ceil(part * count));
            for (let i = 0; i < BUCKETS; i++) {
                left -= sum[i];
                if (left <= 0) {
                    return Math.min(most, leastOf(i + 1));
                }
            }
            return 0;
        };
        return { count, most, p50: quantile(0.5), p99: quantile(0.99), p999: quantile(0.999) };
    }
}
