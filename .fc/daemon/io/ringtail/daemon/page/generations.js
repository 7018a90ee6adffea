// @ts-check
/** A map that forgets: it keeps what was used lately, in a bounded amount of memory. */

/**
 * Keeps at least its latest entries, half as many as it may hold: an entry that is used moves from the older half to the
 * newer one, and the older half is dropped when the newer one is full.
 *
 * @template K, V
 */
export class Generations {
    /** @param {number} most how many entries it holds */
    constructor(most) {
        this.half = most / 2;
        /** @type {Map<K, V>} */
        this.young = new Map();
        /** @type {Map<K, V>} */
        this.old = new Map();
    }

    /**
     * @param {K} key
     * @returns {V | undefined}
     */
    get(key) {
        const value = this.young.get(key);
        if (value !== undefined) {
            return value;
        }
        const older = this.old.get(key);
        if (older !== undefined) {
            this.set(key, older);
        }
        return older;
    }

    /**
     * @param {K} key
     * @param {V} value
     */
    set(key, value) {
        this.young.set(key, value);
        if (this.young.size >= this.half) {
            this.old = this.young;
            this.young = new Map();
        }
    }

    /** @param {K} key */
    delete(key) {
        this.young.delete(key);
        this.old.delete(key);
    }

    clear() {
        this.young.clear();
        this.old.clear();
    }
}
