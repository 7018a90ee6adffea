// @ts-check
/** What the daemon's statistics have said over time, in a fixed amount of memory, and what has changed in them. */

/** One sample a second for ten minutes. */
export const MOST_SAMPLES = 600;
const MOST_MARKS = 200;

/** The counters of a CPU that count lost events, with the cause that each stands for. */
export const LOSSES = /** @type {const} */ ([
    ["overrun", "overwritten"],
    ["dropped", "dropped"],
    ["no_slot", "no slot"],
    ["malformed", "malformed"],
    ["repaired", "half-written"],
]);

/**
 * @typedef {object} Mark
 * @property {number} time seconds since 1970
 * @property {string} text
 *
 * @typedef {{cpu: number, online: boolean, damage: string, bytes: number, written: number, quarantined: number,
 *     overrun: number, dropped: number, no_slot: number, malformed: number, repaired: number}} CpuStatistics
 */

/** The history of one buffer. */
export class History {
    constructor() {
        /** @type {Mark[]} the newest last */
        this.marks = [];
        /** @type {number[]} seconds since 1970 */
        this.times = [];
        /** @type {Map<number, Array<number | null>>} the events a second by CPU, as many as times */
        this.rates = new Map();
        /** @type {{cpus: CpuStatistics[], daemon: any, time: number} | undefined} */
        this.last = undefined;
    }

    /** Forgets the samples: another buffer begins. */
    clear() {
        this.times = [];
        this.rates = new Map();
        this.last = undefined;
    }

    /**
     * Takes the statistics of a moment.
     *
     * @param {{cpus: CpuStatistics[], daemon: any}} statistics
     * @param {number} time seconds since 1970
     */
    add(statistics, time) {
        if (this.last && isAnother(this.last.daemon, statistics.daemon)) {
            this.clear();
            this.#mark(time, "the daemon has started again");
        }
        if (this.last) {
            this.#compare(this.last, statistics.cpus, time);
            this.#sample(this.last, statistics, time);
        }
        this.last = { ...statistics, time };
    }

    /** Notes that the daemon did not answer. */
    gap(/** @type {number} */ time, /** @type {string} */ problem) {
        if (this.last) {
            this.#mark(time, problem);
            this.clear();
        }
    }

    /**
     * @param {{cpus: CpuStatistics[], daemon: any}} before
     * @param {{cpus: CpuStatistics[], daemon: any}} now
     * @param {number} time
     */
    #sample(before, now, time) {
        const seconds = (Number(now.daemon.now_ns) - Number(before.daemon.now_ns)) / 1e9;
        if (seconds <= 0) {
            return;
        }
        for (const cpu of now.cpus) {
            const old = before.cpus.find(other => other.cpu === cpu.cpu);
            const rates = this.rates.get(cpu.cpu) ?? new Array(this.times.length).fill(null);
            rates.push(old ? (cpu.written - old.written) / seconds : null);
            this.rates.set(cpu.cpu, rates);
        }
        this.times.push(time);
        if (this.times.length > MOST_SAMPLES) {
            this.times.shift();
            this.rates.forEach(rates => rates.shift());
        }
    }

    /**
     * @param {{cpus: CpuStatistics[]}} before
     * @param {CpuStatistics[]} cpus
     * @param {number} time
     */
    #compare(before, cpus, time) {
        for (const cpu of cpus) {
            const old = before.cpus.find(other => other.cpu === cpu.cpu);
            if (!old || old.online !== cpu.online) {
                this.#mark(time, `CPU ${cpu.cpu} is ${cpu.online ? "online" : "offline"}`);
            }
            if (!old) {
                continue;
            }
            for (const [counter, cause] of LOSSES) {
                const lost = cpu[counter] - old[counter];
                // A ring in overwrite mode overwrites all the time: that is a loss for a receiver only.
                if (lost > 0 && counter !== "overrun") {
                    this.#mark(time, `CPU ${cpu.cpu}: ${lost} events lost (${cause})`);
                }
            }
            if (cpu.quarantined > old.quarantined) {
                this.#mark(time, `CPU ${cpu.cpu}: damage was found and corrected`);
            }
        }
    }

    /**
     * @param {number} time
     * @param {string} text
     */
    #mark(time, text) {
        this.marks.push({ time, text });
        if (this.marks.length > MOST_MARKS) {
            this.marks.shift();
        }
    }
}

/**
 * @param {any} before
 * @param {any} now
 */
function isAnother(before, now) {
    return before.pid !== now.pid || before.boot_id !== now.boot_id;
}
