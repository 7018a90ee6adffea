// @ts-check
/** Events over a time whose end is not known beforehand, in a fixed amount of memory. */

export const BUCKETS = 512;
const SHORTEST_NS = 1e3;
const MOST_CPUS = 1024;

/** Counts events by CPU and by buckets of time, which become longer as time goes on. */
export class TimeBuckets {
    constructor() {
        this.widthNs = SHORTEST_NS;
        /** The number of buckets with the last event's. */
        this.used = 0;
        /** @type {Map<number, Float64Array>} */
        this.byCpu = new Map();
    }

    /**
     * Counts an event.
     *
     * @param {number} cpu
     * @param {number} time ns after the first event
     */
    add(cpu, time) {
        while (time >= BUCKETS * this.widthNs) {
            this.#widen();
        }
        let counts = this.byCpu.get(cpu);
        if (!counts) {
            if (this.byCpu.size >= MOST_CPUS) {
                return;
            }
            counts = new Float64Array(BUCKETS);
            this.byCpu.set(cpu, counts);
        }
        const bucket = Math.max(0, Math.floor(time / this.widthNs));
        this.used = Math.max(this.used, bucket + 1);
        counts[bucket]++;
    }

    #widen() {
        this.widthNs *= 2;
        this.used = Math.ceil(this.used / 2);
        for (const counts of this.byCpu.values()) {
            for (let i = 0; i < BUCKETS; i++) {
                counts[i] = i < BUCKETS / 2 ? counts[2 * i] + counts[2 * i + 1] : 0;
            }
        }
    }
}
