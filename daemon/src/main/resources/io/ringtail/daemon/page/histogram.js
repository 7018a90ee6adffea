// @ts-check
/** Durations by type over time: a histogram for each column of time, in a bounded amount of memory. */

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

/** A type's histograms of the last columns of time, which are all as long. */
export class Durations {
    /** @param {number} columns how many are kept */
    constructor(columns) {
        this.columns = columns;
        /** @type {Map<number, {counts: Uint32Array, most: number}>} */
        this.byColumn = new Map();
        this.count = 0;
    }

    /**
     * @param {number} column in which the span ended
     * @param {number} ns
     */
    add(column, ns) {
        const held = this.#at(column);
        held.counts[bucketOf(ns)]++;
        held.most = Math.max(held.most, ns);
        this.count++;
    }

    /** @param {number} column */
    #at(column) {
        let held = this.byColumn.get(column);
        if (!held) {
            held = { counts: new Uint32Array(BUCKETS), most: 0 };
            this.byColumn.set(column, held);
            for (const old of this.byColumn.keys()) {
                if (old <= column - this.columns) {
                    this.byColumn.delete(old);
                }
            }
        }
        return held;
    }

    /** Makes each two columns one, which is twice as long. */
    widen() {
        const narrow = this.byColumn;
        this.byColumn = new Map();
        for (const [column, { counts, most }] of narrow) {
            const held = this.#at(Math.floor(column / 2));
            counts.forEach((count, bucket) => {
                held.counts[bucket] += count;
            });
            held.most = Math.max(held.most, most);
        }
    }

    /**
     * What the spans of the last columns took.
     *
     * @param {number} now the current column
     * @param {number} window how many columns
     */
    summary(now, window) {
        const sum = new Uint32Array(BUCKETS);
        let count = 0;
        let most = 0;
        for (const [column, held] of this.byColumn) {
            if (column > now - window && column <= now) {
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
