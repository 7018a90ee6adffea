// @ts-check
/** @import { CurrentEvent } from "./events.js" */
/** @import { ItemRing } from "./items.js" */
/** @import { Machines } from "./machines.js" */
/** The places in which a timeline shows items: CPUs, and the threads, counters and asynchronous spans of processes. */

export const MOST_PLACES = 1 << 12;
/** Deeper spans share the last lane. */
export const MOST_LANES = 16;
/** CPUs come first, then each process's counters, threads and asynchronous spans. */
const ORDER = ["cpu", "counter", "thread", "async"];

/**
 * @typedef {object} Place
 * @property {"cpu" | "counter" | "thread" | "async"} kind
 * @property {number} pid its process; that with the own id 0 on its machine if unknown, -1 for a CPU
 * @property {number} id of the thread or the CPU; -1 if it is neither
 * @property {string} name
 * @property {Float64Array} ends when the last span of each lane ended
 */

/** A bounded number of places, each with a number that items have. */
export class Places {
    /** @param {Machines} machines */
    constructor(machines) {
        this.machines = machines;
        /** @type {Place[]} */
        this.list = [];
        /** @type {Map<number, number>} */
        this.threads = new Map();
        /** @type {Map<number, number>} */
        this.cpus = new Map();
        /** @type {Map<string, number>} by process and type */
        this.others = new Map();
        /** @type {number[] | undefined} */
        this.sorted = undefined;
    }

    /** Whether there is no room for another place. */
    get full() {
        return this.list.length >= MOST_PLACES;
    }

    /**
     * The place of an event's thread.
     *
     * @param {CurrentEvent} event
     */
    thread(event) {
        const pid = this.machines.processOf(event);
        const name = event.thread?.name ?? "";
        const number = this.threads.get(event.tid);
        const isKnown = this.machines.ownId(pid) !== 0;
        if (number === undefined || (isKnown && this.#hasOther(number, pid))) {
            const added = this.#add("thread", pid, event.tid, name || "<...>");
            this.threads.set(event.tid, added);
            return added;
        }
        const place = this.list[number];
        if (name !== "" && (place.name !== name || (isKnown && place.pid !== pid))) {
            place.name = name;
            place.pid = isKnown ? pid : place.pid;
            this.sorted = undefined;
        }
        return number;
    }

    /**
     * Whether a place is known to be of another process.
     *
     * @param {number} number
     * @param {number} pid
     */
    #hasOther(number, pid) {
        const known = this.list[number].pid;
        return known !== pid && this.machines.ownId(known) !== 0;
    }

    /** @param {number} cpu */
    cpu(cpu) {
        let number = this.cpus.get(cpu);
        if (number === undefined) {
            number = this.#add("cpu", -1, cpu, `CPU ${cpu}`);
            this.cpus.set(cpu, number);
        }
        return number;
    }

    /**
     * The place of a process's counter, or of its asynchronous spans of a type.
     *
     * @param {"counter" | "async"} kind
     * @param {number} pid
     * @param {string} type
     */
    ofType(kind, pid, type) {
        const key = `${kind} ${pid} ${type}`;
        let number = this.others.get(key);
        if (number === undefined) {
            number = this.#add(kind, pid, -1, type);
            this.others.set(key, number);
        }
        return number;
    }

    /**
     * The first lane in which a span does not cover an earlier one; spans come in the order of their ends.
     *
     * @param {number} number
     * @param {number} least
     * @param {number} start
     * @param {number} end
     */
    lane(number, least, start, end) {
        const ends = this.list[number].ends;
        let lane = Math.min(least, MOST_LANES - 1);
        while (lane < MOST_LANES - 1 && ends[lane] > start) {
            lane++;
        }
        ends[lane] = end;
        return lane;
    }

    /** All places' numbers in the order in which they are shown. */
    inOrder() {
        if (!this.sorted) {
            const names = new Intl.Collator("en", { numeric: true });
            const inOrder = (/** @type {Place} */ a, /** @type {Place} */ b) =>
                a.pid - b.pid ||
                ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
                a.id - b.id ||
                names.compare(a.name, b.name);
            this.sorted = [...this.list.keys()].sort((a, b) => inOrder(this.list[a], this.list[b]));
        }
        return this.sorted;
    }

    /**
     * Forgets the places that have no item; if that is less than a quarter of them, items are forgotten, too.
     *
     * @param {ItemRing[]} rings
     */
    sweep(rings) {
        let used = this.#used(rings);
        if (used.size > (MOST_PLACES * 3) / 4) {
            rings.forEach(ring => (ring.floor = Math.floor((ring.first + ring.end) / 2)));
            used = this.#used(rings);
        }
        if (used.size > (MOST_PLACES * 3) / 4) {
            rings.forEach(ring => (ring.floor = ring.end));
            used.clear();
        }
        const kept = [...used].sort((a, b) => a - b);
        const renumbered = new Map(kept.map((old, number) => [old, number]));
        this.list = kept.map(number => this.list[number]);
        this.sorted = undefined;
        for (const numbers of [this.threads, this.cpus, this.others]) {
            numbers.forEach((number, key) => {
                const now = renumbered.get(number);
                const map = /** @type {Map<any, number>} */ (numbers);
                if (now === undefined) {
                    map.delete(key);
                } else {
                    map.set(key, now);
                }
            });
        }
        for (const ring of rings) {
            for (let number = ring.first; number < ring.end; number++) {
                const slot = ring.slot(number);
                ring.places[slot] = renumbered.get(ring.places[slot]) ?? 0;
            }
        }
    }

    /** @param {ItemRing[]} rings */
    #used(rings) {
        /** @type {Set<number>} */
        const used = new Set();
        for (const ring of rings) {
            for (let number = ring.first; number < ring.end; number++) {
                used.add(ring.places[ring.slot(number)]);
            }
        }
        return used;
    }

    /**
     * @param {Place["kind"]} kind
     * @param {number} pid
     * @param {number} id
     * @param {string} name
     */
    #add(kind, pid, id, name) {
        this.sorted = undefined;
        return this.list.push({ kind, pid, id, name, ends: new Float64Array(MOST_LANES).fill(-Infinity) }) - 1;
    }
}
