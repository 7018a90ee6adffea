// @ts-check
/** What a timeline shows: the latest items of one kind, in a fixed amount of memory. */

/** A ring of spans, instants, values or runs, in the order in which they ended. Times are ns after the page's origin. */
export class ItemRing {
    /** @param {number} capacity how many items are kept */
    constructor(capacity) {
        this.capacity = capacity;
        this.starts = new Float64Array(capacity);
        this.durations = new Float64Array(capacity);
        /** The numbers of the events that the items come from; -1 for one that was not kept. */
        this.events = new Float64Array(capacity);
        /** A counter's value, or the id of the thread that ran. */
        this.values = new Float64Array(capacity);
        this.types = new Uint16Array(capacity);
        this.places = new Uint16Array(capacity);
        this.lanes = new Uint8Array(capacity);
        /** The number of items that there were. */
        this.end = 0;
        /** Older items than this one are forgotten. */
        this.floor = 0;
        this.latest = -Infinity;
    }

    /** The number of the oldest item that is left. */
    get first() {
        return Math.max(this.floor, this.end - this.capacity);
    }

    /**
     * The place of an item in the arrays.
     *
     * @param {number} number
     */
    slot(number) {
        return number % this.capacity;
    }

    /**
     * Adds an item; returns its number.
     *
     * @param {number} place
     * @param {number} lane
     * @param {number} type
     * @param {number} start
     * @param {number} duration
     * @param {number} event
     * @param {number} value
     */
    add(place, lane, type, start, duration, event, value) {
        const slot = this.slot(this.end);
        this.latest = Math.max(this.latest, start + duration);
        this.starts[slot] = start;
        // Ends never go back: since() searches for them.
        this.durations[slot] = this.latest - start;
        this.events[slot] = event;
        this.values[slot] = value;
        this.types[slot] = type;
        this.places[slot] = place;
        this.lanes[slot] = lane;
        return this.end++;
    }

    /**
     * The number of the first item that ended at a time or later.
     *
     * @param {number} time
     */
    since(time) {
        let low = this.first;
        let high = this.end;
        while (low < high) {
            const middle = Math.floor((low + high) / 2);
            const slot = this.slot(middle);
            if (this.starts[slot] + this.durations[slot] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Forgets all items, and gives their numbers again. */
    restart() {
        this.clear();
        this.end = 0;
        this.floor = 0;
    }

    /** Forgets all items: time begins again. */
    clear() {
        this.floor = this.end;
        this.latest = -Infinity;
    }
}
