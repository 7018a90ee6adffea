// @ts-check
/** @import { CurrentEvent } from "./events.js" */
/** @import { Machines } from "./machines.js" */
/** @import { Shape } from "./shapes.js" */
/** The begins of spans whose ends have not come, paired with these as Ringtail's reader pairs them. */

const MOST_DEPTH = 512;
const MOST_STACKS = 1 << 14;
const MOST_SPANS = 1 << 17;

/** The open spans: a stack for each thread, and for each asynchronous span. */
export class OpenSpans {
    /** @param {Machines} machines */
    constructor(machines) {
        this.machines = machines;
        /** @type {Map<string, Array<{type: string, start: number, machine: number}>>} the innermost last */
        this.stacks = new Map();
        this.size = 0;
        /** The number of ends whose begin was not received, and of begins whose end was not. */
        this.unpaired = 0;
        /** The depth of the span that ended last. */
        this.depth = 0;
    }

    /**
     * Forgets those whose ends may have been lost.
     *
     * @param {number} [machine] that lost events; all if none is given
     */
    interrupt(machine) {
        for (const [key, spans] of this.stacks) {
            if (machine === undefined || spans[0].machine === machine) {
                this.#drop(key, spans);
            }
        }
    }

    /**
     * @param {CurrentEvent} event
     * @param {Shape} shape
     * @param {number} start
     */
    begin(event, shape, start) {
        const key = this.#keyOf(event, shape);
        let spans = this.stacks.get(key);
        if (!spans) {
            if (this.stacks.size >= MOST_STACKS) {
                this.#dropOldest();
            }
            spans = [];
            this.stacks.set(key, spans);
        } else if (spans.length >= MOST_DEPTH) {
            spans.shift();
            this.size--;
            this.unpaired++;
        }
        spans.push({ type: shape.type, start, machine: this.machines.ofId(event.tid) });
        this.size++;
        while (this.size > MOST_SPANS) {
            this.#dropOldest();
        }
    }

    /**
     * Ends the innermost span of a type; returns when it began, or undefined if that was not received.
     *
     * @param {CurrentEvent} event
     * @param {Shape} shape
     */
    end(event, shape) {
        const key = this.#keyOf(event, shape);
        const spans = this.stacks.get(key) ?? [];
        this.depth = spans.findLastIndex(span => span.type === shape.type);
        if (this.depth < 0) {
            this.unpaired++;
            return undefined;
        }
        this.unpaired += spans.length - this.depth - 1;
        this.size -= spans.length - this.depth;
        const { start } = spans[this.depth];
        spans.length = this.depth;
        if (this.depth === 0) {
            this.stacks.delete(key);
        }
        return start;
    }

    /**
     * The number of spans that are open on an event's thread.
     *
     * @param {CurrentEvent} event
     * @param {Shape} shape
     */
    depthAt(event, shape) {
        return this.stacks.get(this.#keyOf(event, shape))?.length ?? 0;
    }

    #dropOldest() {
        const [oldest, spans] = /** @type {[string, any[]]} */ (this.stacks.entries().next().value);
        this.#drop(oldest, spans);
    }

    /**
     * @param {string} key
     * @param {any[]} spans
     */
    #drop(key, spans) {
        this.stacks.delete(key);
        this.size -= spans.length;
        this.unpaired += spans.length;
    }

    /**
     * @param {CurrentEvent} event
     * @param {Shape} shape
     */
    #keyOf(event, shape) {
        if (shape.asyncId < 0 && shape.javaTid < 0) {
            return `thread ${event.tid}`;
        }
        const pid = this.machines.processOf(event);
        return shape.asyncId >= 0
            ? `async ${pid} ${shape.type} ${event.value(shape.asyncId)}`
            : `java ${pid} ${event.value(shape.javaTid)}`;
    }
}
