// @ts-check
/** @import { Marks } from "./marks.js" */
/** What the daemon's statistics have said over time, in a fixed amount of memory, and what has changed in them. */

/** One sample a second for ten minutes. */
export const MOST_SAMPLES = 600;
/** A chart of more lines shows the busiest CPUs, and all others together. */
const MOST_LINES = 16;

/** The counters of a CPU that count lost events, with the cause that each stands for. */
export const LOSSES = /** @type {const} */ ([
    ["overrun", "overwritten"],
    ["dropped", "dropped"],
    ["no_slot", "no slot"],
    ["malformed", "malformed"],
    ["repaired", "half-written"],
]);

/**
 * @typedef {{cpu: number, online: boolean, damage: string, bytes: number, written: number, quarantined: number,
 *     overrun: number, dropped: number, no_slot: number, malformed: number, repaired: number}} CpuStatistics
 *
 * @typedef {{cpus: CpuStatistics[], daemon: {pid: number, boot_id: string, now_ns: number | string}}} Sample
 *
 * @typedef {{label: string, values: Array<number | null>}} Line
 */

/** The history of one daemon, and of those after it. */
export class History {
    /** @param {Marks} marks gets what has changed */
    constructor(marks) {
        this.marks = marks;
        /** @type {number[]} seconds since 1970 of the browser's clock */
        this.times = [];
        /** @type {Map<number, Array<number | null>>} the events a second by CPU, as many as times; null where unknown */
        this.rates = new Map();
        /** @type {Map<number, number>} the events written by CPU */
        this.written = new Map();
        /** @type {Sample | undefined} */
        this.last = undefined;
        /** Whether the sample before was missing. */
        this.missing = false;
    }

    /**
     * Takes the statistics of a moment.
     *
     * @param {Sample} sample
     * @param {number} time seconds since 1970 of the browser's clock
     */
    add(sample, time) {
        const before = this.last;
        const toNs = BigInt(sample.daemon.now_ns);
        const fromNs = before ? BigInt(before.daemon.now_ns) : toNs;
        this.marks.clock = { ns: toNs, ms: time * 1000 };
        this.last = sample;
        if (before && isAnother(before.daemon, sample.daemon)) {
            this.#push(time, () => null);
            const detail = "the daemon has started again";
            this.marks.add("daemon", { fromNs: fromNs < toNs ? fromNs : toNs, toNs, detail });
        } else if (before) {
            sample.cpus.forEach(cpu => this.#compare(before, cpu, fromNs, toNs));
            this.#rates(before, sample, Number(toNs - fromNs) / 1e9, time);
        }
        sample.cpus.forEach(cpu => {
            this.marks.cpu(cpu.cpu, cpu.online, fromNs, toNs, !before);
            this.written.set(cpu.cpu, Number(cpu.written));
        });
        this.missing = false;
    }

    /**
     * Notes that the daemon did not answer.
     *
     * @param {number} time
     * @param {string} problem
     */
    gap(time, problem) {
        if (!this.last) {
            return;
        }
        this.#push(time, () => null);
        if (!this.missing) {
            const toNs = BigInt(this.last.daemon.now_ns);
            this.marks.add("daemon", { fromNs: toNs, toNs, detail: problem });
        }
        this.missing = true;
    }

    /** The lines of a chart, whose values are as many as the times. */
    lines() {
        const written = (/** @type {number} */ cpu) => this.written.get(cpu) ?? 0;
        const busiest = [...this.rates.keys()].sort((a, b) => written(b) - written(a) || a - b);
        const most = busiest.length > MOST_LINES ? MOST_LINES - 1 : MOST_LINES;
        /** @type {Line[]} */
        const lines = busiest.slice(0, most).sort((a, b) => a - b)
            .map(cpu => ({ label: `CPU ${cpu}`, values: this.rates.get(cpu) ?? [] }));
        const others = busiest.slice(most).map(cpu => this.rates.get(cpu) ?? []);
        if (others.length > 0) {
            const sum = (/** @type {number} */ i) => others.reduce((all, values) => all + (values[i] ?? 0), 0);
            const values = this.times.map((time, i) => (others.every(values => values[i] === null) ? null : sum(i)));
            lines.push({ label: `${others.length} others`, values });
        }
        return lines;
    }

    /**
     * @param {Sample} before
     * @param {Sample} now
     * @param {number} seconds
     * @param {number} time
     */
    #rates(before, now, seconds, time) {
        if (seconds <= 0) {
            return;
        }
        const old = new Map(before.cpus.map(cpu => [cpu.cpu, cpu]));
        const current = new Map(now.cpus.map(cpu => [cpu.cpu, cpu]));
        for (const cpu of current.keys()) {
            if (!this.rates.has(cpu)) {
                this.rates.set(cpu, new Array(this.times.length).fill(null));
            }
        }
        this.#push(time, cpu => {
            const [was, is] = [old.get(cpu), current.get(cpu)];
            return was && is ? (is.written - was.written) / seconds : null;
        });
    }

    /**
     * Adds a sample.
     *
     * @param {number} time
     * @param {(cpu: number) => number | null} rate
     */
    #push(time, rate) {
        this.times.push(time);
        this.rates.forEach((rates, cpu) => rates.push(rate(cpu)));
        if (this.times.length > MOST_SAMPLES) {
            this.times.shift();
            this.rates.forEach(rates => rates.shift());
        }
    }

    /**
     * @param {Sample} before
     * @param {CpuStatistics} cpu
     * @param {bigint} fromNs
     * @param {bigint} toNs
     */
    #compare(before, cpu, fromNs, toNs) {
        const old = before.cpus.find(other => other.cpu === cpu.cpu);
        if (!old) {
            return;
        }
        const when = { cpu: cpu.cpu, fromNs, toNs };
        for (const [counter, cause] of LOSSES) {
            const count = cpu[counter] - old[counter];
            // A ring in overwrite mode overwrites all the time: that is a loss for a receiver only.
            if (count > 0 && counter !== "overrun") {
                this.marks.add("loss", { ...when, count, detail: cause });
            }
        }
        if (cpu.damage && !old.damage) {
            this.marks.add("quarantine", { ...when, detail: `quarantined: ${cpu.damage}` });
        } else if (cpu.quarantined > old.quarantined) {
            this.marks.add("quarantine", when);
        }
    }
}

/**
 * @param {Sample["daemon"]} before
 * @param {Sample["daemon"]} now
 */
function isAnother(before, now) {
    return before.pid !== now.pid || before.boot_id !== now.boot_id;
}
