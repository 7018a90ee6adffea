// @ts-check
/** @import { Format, Value } from "./formats.js" */
/** @import { Hello } from "./frames.js" */
/** Decoded events of a stream, those of all CPUs in the order of time: pages, formats and names put together. */

import { parseFormat } from "./formats.js";
import { FrameError, FrameReader } from "./frames.js";
import { Generations } from "./generations.js";
import { PageIterator } from "./pages.js";
import { Positions } from "./positions.js";

/** The bytes of an event's payload before its own fields: its number and its thread. */
const COMMON = 8;
/** The time of a CPU that will send nothing more. */
const FOREVER = 2n ** 63n - 1n;
/** Event ids have 16 bits in the pages. */
const MOST_FORMATS = 1 << 16;
/** Names of threads are kept of so many that had events lately, at least of half as many. */
const MOST_THREADS = 1 << 15;

/**
 * @typedef {object} Thread
 * @property {number} pid its process; 0 if unknown
 * @property {string} name
 *
 * @typedef {object} Loss
 * @property {number} cpu
 * @property {number} count how many of its events; -1 if unknown
 * @property {bigint | undefined} afterNs a time before which nothing of it was: that of the CPU's last event before it, or a
 *     later one up to which all of the CPU had arrived; undefined if neither is known
 * @property {bigint} beforeNs the time of the CPU's next event
 *
 * @typedef {object} ArrivedPage
 * @property {DataView} view
 * @property {bigint | undefined} sinceNs all that is older had arrived before it, if that is known
 *
 * @typedef {object} EventListener
 * @property {(hello: Hello) => void} [hello]
 * @property {(format: Format) => void} [format]
 * @property {(event: CurrentEvent) => void} event
 * @property {(loss: Loss) => void} lost called before the event that the loss precedes
 * @property {(cpu: number, online: boolean) => void} [cpu]
 * @property {() => void} [released] called after all events that could be given for what has arrived
 * @property {(reason: number, detail: string) => void} [end]
 */

/** The event that a decoder has just found; valid during the call that it is passed to. */
export class CurrentEvent {
    constructor() {
        /** The page that the event is in, at the event. */
        this.page = new PageIterator();
        this.cpu = 0;
        this.id = 0;
        this.tid = 0;
        /** @type {Format | undefined} */
        this.format = undefined;
        /** @type {Thread | undefined} */
        this.thread = undefined;
    }

    /** The event's time on the stream's clock. */
    get timeNs() {
        return this.page.baseNs + BigInt(this.page.deltaNs);
    }

    /**
     * The value of a field.
     *
     * @param {number} field
     * @returns {Value}
     */
    value(field) {
        const page = this.page;
        return /** @type {Format} */ (this.format).fields[field].read(page.view, page.payload, page.length);
    }
}

/**
 * A CPU's pages that have arrived, and are not decoded yet. Its times are Numbers: ns after the origin, exact for 104
 * days.
 */
class CpuQueue {
    /**
     * @param {number} cpu
     * @param {bigint | undefined} sinceNs nothing older is due, if that is known
     */
    constructor(cpu, sinceNs) {
        this.cpu = cpu;
        /** Everything older has arrived. */
        this.sinceNs = sinceNs;
        /** @type {ArrivedPage[]} */
        this.pages = [];
        this.page = new PageIterator();
        /** Whether the page is at an event. */
        this.ready = false;
        /** The time of the next event if it is ready; otherwise everything older has arrived. */
        this.time = -Infinity;
        this.watermark = -Infinity;
        /** The time of the page. */
        this.base = 0;
        /** @type {Loss | undefined} what was lost before the next event */
        this.loss = undefined;
        /** The number of pages that were cut short because their bytes are damaged. */
        this.damagedPages = 0;
    }

    /**
     * Moves to the next event, if one has arrived.
     *
     * @param {bigint} originNs
     */
    advance(originNs) {
        this.ready = this.page.advance();
        while (!this.ready && this.pages.length > 0) {
            const { view, sinceNs } = /** @type {ArrivedPage} */ (this.pages.shift());
            this.damagedPages += this.page.damaged ? 1 : 0;
            const lastNs = this.page.next > 0 ? this.page.baseNs + BigInt(this.page.deltaNs) : undefined;
            this.page.wrap(view, 0, view.byteLength);
            this.base = Number(this.page.baseNs - originNs);
            this.#lose(later(lastNs, sinceNs));
            this.ready = this.page.advance();
        }
        this.time = this.ready ? this.base + this.page.deltaNs : this.watermark;
    }

    /** @param {bigint | undefined} afterNs a time before all that can be lost before the page */
    #lose(afterNs) {
        const count = this.page.lost;
        if (count === 0) {
            return;
        }
        const before = this.loss;
        this.loss = {
            cpu: this.cpu,
            count: count < 0 || (before && before.count < 0) ? -1 : count + (before?.count ?? 0),
            afterNs: before ? before.afterNs : afterNs,
            beforeNs: this.page.baseNs,
        };
    }
}

/**
 * Decodes a stream. An event is given to the listener once no CPU can send an older one; what is held until then is
 * bounded by the daemon (the parameter `ahead`).
 */
export class EventDecoder {
    /**
     * @param {EventListener} listener
     * @param {boolean} fromNow whether the streams have nothing that is older than they
     */
    constructor(listener, fromNow = false) {
        this.listener = listener;
        this.fromNow = fromNow;
        /** @type {bigint | undefined} when the first stream began, if they have nothing older */
        this.sinceNs = undefined;
        /** @type {Map<number, Format>} */
        this.formats = new Map();
        /** @type {Generations<number, Thread>} */
        this.threads = new Generations(MOST_THREADS);
        /** @type {Map<number, CpuQueue>} */
        this.queues = new Map();
        /** @type {bigint | undefined} */
        this.originNs = undefined;
        this.current = new CurrentEvent();
        this.positions = new Positions();
        this.bootId = "";
        this.frames = this.#frames();
    }

    /** The number of pages that were cut short because their bytes are damaged. */
    get damagedPages() {
        let all = 0;
        this.queues.forEach(queue => {
            all += queue.damagedPages + (queue.page.damaged ? 1 : 0);
        });
        return all;
    }

    #frames() {
        return new FrameReader({
            hello: hello => this.#hello(hello),
            format: (id, system, text) => this.#format(id, system, text),
            cmdline: (tid, pid, name) => this.threads.set(tid, { pid, name }),
            cpu: (cpu, online) => this.#cpu(cpu, online),
            page: (cpu, view, offset, length) => this.#page(cpu, view, offset, length),
            watermark: (cpu, timeNs) => this.#watermark(cpu, timeNs),
            position: (cpu, position) => this.positions.announce(cpu, position),
            arrived: () => this.positions.arrived(),
            end: (reason, detail) => this.listener.end?.(reason, detail),
        });
    }

    /** Prepares for another stream, from this one's positions on. */
    resume() {
        this.positions.interrupt();
        this.frames = this.#frames();
    }

    /** @param {Hello} hello */
    #hello(hello) {
        if (this.bootId !== "" && this.bootId !== hello.bootId) {
            throw new FrameError("a stream of another boot resumes this one");
        }
        this.bootId = hello.bootId;
        this.sinceNs ??= this.fromNow ? hello.monotonicNs : undefined;
        this.listener.hello?.(hello);
    }

    /**
     * Takes the stream's next bytes.
     *
     * @param {Uint8Array} bytes
     */
    push(bytes) {
        this.frames.push(bytes);
        this.#release();
        this.listener.released?.();
    }

    /** Gives the listener what is left, after the stream's end. */
    finish() {
        for (const queue of this.queues.values()) {
            queue.watermark = Infinity;
            queue.time = queue.ready ? queue.time : Infinity;
        }
        this.#release();
        this.listener.released?.();
    }

    /**
     * @param {number} id
     * @param {string} system
     * @param {string} text
     */
    #format(id, system, text) {
        const format = parseFormat(system, text);
        if (id < MOST_FORMATS) {
            format.id = id;
            this.formats.set(id, format);
            this.listener.format?.(format);
        }
    }

    /**
     * @param {number} cpu
     * @param {boolean} online
     */
    #cpu(cpu, online) {
        this.#queue(cpu);
        this.listener.cpu?.(cpu, online);
    }

    /** @param {number} cpu */
    #queue(cpu) {
        let queue = this.queues.get(cpu);
        if (!queue) {
            queue = new CpuQueue(cpu, this.sinceNs);
            this.queues.set(cpu, queue);
        }
        return queue;
    }

    /**
     * @param {number} cpu
     * @param {DataView} view
     * @param {number} offset
     * @param {number} length
     */
    #page(cpu, view, offset, length) {
        const begin = view.byteOffset + offset;
        const page = new DataView(view.buffer.slice(begin, begin + length));
        this.originNs ??= page.getBigUint64(0, true);
        const queue = this.#queue(cpu);
        queue.pages.push({ view: page, sinceNs: queue.sinceNs });
        if (!queue.ready) {
            this.#advance(queue);
        }
    }

    /**
     * @param {number} cpu
     * @param {bigint} timeNs
     */
    #watermark(cpu, timeNs) {
        const queue = this.#queue(cpu);
        if (timeNs === FOREVER) {
            queue.watermark = Infinity;
        } else {
            this.originNs ??= timeNs;
            queue.watermark = Number(timeNs - this.originNs);
            queue.sinceNs = later(queue.sinceNs, timeNs);
        }
        if (!queue.ready) {
            queue.time = queue.watermark;
        }
    }

    /** @param {CpuQueue} queue */
    #advance(queue) {
        queue.advance(/** @type {bigint} */ (this.originNs));
    }

    /** Decodes all events that are older than what any CPU can still send; of the same time, the lowest CPU's first. */
    #release() {
        const heap = [...this.queues.values()];
        for (let i = (heap.length >> 1) - 1; i >= 0; i--) {
            siftDown(heap, i);
        }
        while (heap.length > 0 && heap[0].ready) {
            this.#event(heap[0]);
            this.#advance(heap[0]);
            siftDown(heap, 0);
        }
        // A page may have nothing but a loss.
        heap.forEach(queue => !queue.ready && this.#lost(queue));
    }

    /** @param {CpuQueue} queue */
    #lost(queue) {
        if (queue.loss) {
            const loss = queue.loss;
            queue.loss = undefined;
            this.listener.lost(loss);
        }
    }

    /** @param {CpuQueue} queue */
    #event(queue) {
        const page = queue.page;
        if (page.length < COMMON) {
            page.damaged = true;
            page.end = page.next;
            return;
        }
        const event = this.current;
        event.page = page;
        event.cpu = queue.cpu;
        event.id = page.view.getUint16(page.payload, true);
        event.tid = page.view.getInt32(page.payload + 4, true);
        event.format = this.formats.get(event.id);
        event.thread = this.threads.get(event.tid);
        this.#lost(queue);
        this.listener.event(event);
    }
}

/**
 * The later one of two times that may be unknown.
 *
 * @param {bigint | undefined} a
 * @param {bigint | undefined} b
 */
function later(a, b) {
    return a === undefined || (b !== undefined && b > a) ? b : a;
}

/**
 * Whether a queue's next event is before another's; a CPU without an event can send one of its watermark's time.
 *
 * @param {CpuQueue} a
 * @param {CpuQueue} b
 */
function isBefore(a, b) {
    return a.time < b.time || (a.time === b.time && (a.ready === b.ready ? a.cpu < b.cpu : !a.ready));
}

/**
 * Moves an element of a heap down to its place: no element is before the one above it.
 *
 * @param {CpuQueue[]} heap
 * @param {number} at
 */
function siftDown(heap, at) {
    const moved = heap[at];
    for (;;) {
        let child = 2 * at + 1;
        if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) {
            child++;
        }
        if (child >= heap.length || !isBefore(heap[child], moved)) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}
