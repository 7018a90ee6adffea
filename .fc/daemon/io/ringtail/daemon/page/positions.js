// @ts-check
/** Where a stream has come to on each CPU: another one resumes there, with an exact account of what it lost meanwhile. */

const RADIX = 36;

/**
 * @typedef {object} Position the fields of Position in Ringtail's proto module
 * @property {bigint} buffer the creation time of the daemon's buffer
 * @property {bigint[]} numbers sub-buffer, offset, events, dropped and not before
 */

/** The latest positions that are valid: each becomes so with the frame after it. */
export class Positions {
    constructor() {
        /** @type {Map<number, Position>} */
        this.byCpu = new Map();
        /** @type {{cpu: number, position: Position} | undefined} */
        this.announced = undefined;
    }

    /**
     * Takes a position, which precedes its page.
     *
     * @param {number} cpu
     * @param {Position} position
     */
    announce(cpu, position) {
        this.arrived();
        this.announced = { cpu, position };
    }

    /** Says that another frame has arrived. */
    arrived() {
        if (this.announced) {
            this.byCpu.set(this.announced.cpu, this.announced.position);
            this.announced = undefined;
        }
    }

    /** Discards a position whose frame did not arrive. */
    interrupt() {
        this.announced = undefined;
    }

    /** The value of a stream's parameter `after`; empty if there are no positions. */
    text() {
        const all = [...this.byCpu].sort(([a], [b]) => a - b);
        if (all.length === 0) {
            return "";
        }
        const each = all.map(([cpu, { numbers }]) => [cpu, ...numbers.map(number => number.toString(RADIX))].join("."));
        return `${all[0][1].buffer.toString(RADIX)}:${each.join(",")}`;
    }
}
