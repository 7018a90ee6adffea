// @ts-check
/** The events of a page in the kernel's format. The bytes are untrusted. */

const HEADER = 16;
const LENGTH_MASK = (1n << 27n) - 1n;
const MISSED_EVENTS = 1n << 31n;
const MISSED_STORED = 1n << 30n;

/** Values of an event header's type; smaller ones are the event's length in words of four bytes. */
const LARGE = 0;
const PADDING = 29;
const TIME_EXTEND = 30;

const DELTA_BITS = 27;
const DELTA_UNIT = 2 ** DELTA_BITS;
const ABSOLUTE_MASK = (1n << 59n) - 1n;

/** Iterates over the data events of one page. The fields are those of the current event. */
export class PageIterator {
    constructor() {
        /** @type {DataView} */
        this.view = new DataView(new ArrayBuffer(0));
        /** The time of the page, ns. */
        this.baseNs = 0n;
        /** The time of the event after that of the page, ns; exact up to 104 days. */
        this.deltaNs = 0;
        /** Where the event's payload begins in the view. */
        this.payload = 0;
        /** The payload's length in bytes, a multiple of 4: padding is included. */
        this.length = 0;
        /** The number of events that were lost before this page: 0 for none, -1 if unknown. */
        this.lost = 0;
        /** Whether the iteration ended at bytes that no valid page contains. */
        this.damaged = false;
        this.next = 0;
        this.end = 0;
    }

    /**
     * Starts an iteration before a page's first event.
     *
     * @param {DataView} view
     * @param {number} offset of the page in the view
     * @param {number} length of the page
     */
    wrap(view, offset, length) {
        this.view = view;
        this.baseNs = view.getBigUint64(offset, true);
        this.deltaNs = 0;
        this.lost = 0;
        const commit = view.getBigUint64(offset + 8, true);
        const dataLength = Number(commit & LENGTH_MASK);
        this.next = offset + HEADER;
        this.damaged = dataLength > length - HEADER;
        this.end = this.damaged ? this.next : this.next + dataLength;
        if (commit & MISSED_EVENTS) {
            const stored = commit & MISSED_STORED && !this.damaged && this.end + 8 <= offset + length;
            this.lost = stored ? Number(view.getBigInt64(this.end, true)) : -1;
        }
        return this;
    }

    /** Moves to the next data event; returns false at the end of the data, or where the data is damaged. */
    advance() {
        while (this.next + 4 <= this.end) {
            const word = this.view.getUint32(this.next, true);
            const type = word & 31;
            const delta = word >>> 5;
            if (type < PADDING) {
                return this.#data(type, delta);
            }
            if (!this.#skip(type, delta)) {
                return false;
            }
        }
        this.damaged ||= this.next < this.end;
        return false;
    }

    /**
     * @param {number} type
     * @param {number} delta
     */
    #data(type, delta) {
        let at = this.next + 4;
        let length = 4 * type;
        if (type === LARGE) {
            if (at + 4 > this.end) {
                return this.#damage();
            }
            length = this.view.getUint32(at, true) - 4;
            at += 4;
        }
        if (length < 0 || length > this.end - at || length % 4 !== 0) {
            return this.#damage();
        }
        this.deltaNs += delta;
        this.payload = at;
        this.length = length;
        this.next = at + length;
        return true;
    }

    /**
     * @param {number} type
     * @param {number} delta
     */
    #skip(type, delta) {
        if (type === PADDING && delta === 0) {
            this.end = this.next;
            return false;
        }
        if (this.next + 8 > this.end) {
            return this.#damage();
        }
        const second = this.view.getUint32(this.next + 4, true);
        let length = 8;
        if (type === PADDING) {
            this.deltaNs += delta;
            length = 4 + second;
        } else if (type === TIME_EXTEND) {
            this.deltaNs += second * DELTA_UNIT + delta;
        } else {
            const stamp = ((BigInt(second) << BigInt(DELTA_BITS)) + BigInt(delta)) & ABSOLUTE_MASK;
            this.deltaNs = Number(((this.baseNs & ~ABSOLUTE_MASK) | stamp) - this.baseNs);
        }
        if (length < 8 || length > this.end - this.next || length % 4 !== 0) {
            return this.#damage();
        }
        this.next += length;
        return true;
    }

    #damage() {
        this.damaged = true;
        return false;
    }
}
