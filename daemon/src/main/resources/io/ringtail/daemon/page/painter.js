// @ts-check
/** @import { ItemRing } from "./items.js" */
/** @import { Layout, Row } from "./layout.js" */
/** @import { Trace } from "./trace.js" */
/** Draws the items of a timeline; what another item on the same pixels hides is not drawn, however many there are. */

import { AXIS, INSTANTS, LANE } from "./layout.js";
import { MOST_LANES, MOST_PLACES } from "./places.js";

/** A place has its lanes, and one for its instants. */
const STRIPS = MOST_LANES + 1;
const INSTANT_STRIP = MOST_LANES;
/** Narrower slices of one type next to each other are drawn as one. */
const NARROW = 2;
const LEAST_TEXT = 40;
const MOST_WIDTHS = 2000;
const HUES = 360;
const GOLDEN = 137;

/**
 * @typedef {object} Window
 * @property {number} from the first shown time
 * @property {number} to
 * @property {number} width in pixels
 * @property {number} height
 * @property {number} scroll how many pixels are above the shown part
 */

export class Painter {
    /**
     * @param {Trace} trace
     * @param {Layout} layout
     * @param {(event: number) => string} nameOfRun the name of the thread that a switch has put on its CPU
     */
    constructor(trace, layout, nameOfRun) {
        this.trace = trace;
        this.layout = layout;
        this.nameOfRun = nameOfRun;
        this.colors = Array.from({ length: HUES }, (none, hue) => `hsl(${hue} 45% 42%)`);
        /** The leftmost pixel that is drawn, by strip. */
        this.covered = new Int32Array(MOST_PLACES * STRIPS);
        /** The right end and the type of what is drawn there once something else comes, by strip; 0 for nothing. */
        this.pendingRight = new Int32Array(MOST_PLACES * STRIPS);
        this.pendingType = new Uint16Array(MOST_PLACES * STRIPS);
        /** @type {number[]} the strips that have something pending */
        this.strips = [];
        /** The strips' tops and heights. */
        this.tops = new Float32Array(MOST_PLACES * STRIPS);
        /** @type {Map<string, number>} how wide texts are */
        this.widths = new Map();
    }

    /**
     * @param {CanvasRenderingContext2D} paint
     * @param {Window} shown
     */
    draw(paint, shown) {
        const { trace } = this;
        this.covered.fill(shown.width);
        paint.textBaseline = "middle";
        paint.font = "12px system-ui, sans-serif";
        this.#slices(paint, shown, trace.spans, slot => trace.names[trace.spans.types[slot]]);
        this.#running(paint, shown);
        this.#slices(paint, shown, trace.runs, slot => `${this.nameOfRun(trace.runs.events[slot])}-${trace.runs.values[slot]}`);
        this.#instants(paint, shown);
        this.#values(paint, shown);
    }

    /**
     * @param {CanvasRenderingContext2D} paint
     * @param {Window} shown
     * @param {ItemRing} ring
     * @param {(slot: number) => string} name
     */
    #slices(paint, shown, ring, name) {
        const { starts, durations, places, lanes, types } = ring;
        const { from, to, width } = shown;
        const scale = width / (to - from);
        const first = ring.since(from);
        for (let number = ring.end - 1; number >= first; number--) {
            const slot = ring.slot(number);
            if (starts[slot] > to) {
                continue;
            }
            const row = this.layout.rows[this.layout.rowOf[places[slot]]];
            const y = row.lanes + lanes[slot] * LANE - shown.scroll;
            if (y + LANE < AXIS || y > shown.height) {
                continue;
            }
            const x = (starts[slot] - from) * scale;
            const left = Math.max(0, Math.floor(x));
            const strip = places[slot] * STRIPS + lanes[slot];
            const end = Math.max(left + 1, Math.floor(x + durations[slot] * scale));
            this.#slice(paint, strip, types[slot], left, Math.min(end, this.covered[strip]), y, LANE - 2, () => name(slot));
        }
        this.#flush(paint);
    }

    /**
     * @param {CanvasRenderingContext2D} paint
     * @param {number} strip
     * @param {number} type
     * @param {number} left
     * @param {number} right
     * @param {number} y
     * @param {number} height
     * @param {() => string} name
     */
    #slice(paint, strip, type, left, right, y, height, name) {
        if (right <= left) {
            return;
        }
        const narrow = right - left <= NARROW;
        if (this.pendingRight[strip] > 0) {
            if (narrow && this.pendingType[strip] === type && right === this.covered[strip]) {
                this.covered[strip] = left;
                return;
            }
            this.#rect(paint, strip, height);
        }
        this.covered[strip] = left;
        if (narrow) {
            this.strips.push(strip);
            this.pendingRight[strip] = right;
            this.pendingType[strip] = type;
            this.tops[strip] = y;
            return;
        }
        paint.fillStyle = this.#color(type);
        paint.fillRect(left, y, right - left - 1, height);
        if (right - left > LEAST_TEXT) {
            paint.fillStyle = "#fff";
            paint.fillText(this.#cut(paint, name(), right - left - 8), left + 4, y + height / 2);
        }
    }

    /**
     * Draws what is pending on a strip.
     *
     * @param {CanvasRenderingContext2D} paint
     * @param {number} strip
     * @param {number} height
     */
    #rect(paint, strip, height) {
        const left = this.covered[strip];
        paint.fillStyle = this.#color(this.pendingType[strip]);
        paint.fillRect(left, this.tops[strip], this.pendingRight[strip] - left, height);
        this.pendingRight[strip] = 0;
    }

    /** @param {CanvasRenderingContext2D} paint */
    #flush(paint) {
        for (const strip of this.strips) {
            if (this.pendingRight[strip] > 0) {
                this.#rect(paint, strip, strip % STRIPS === INSTANT_STRIP ? INSTANTS - 2 : LANE - 2);
            }
        }
        this.strips.length = 0;
    }

    /**
     * What runs on the CPUs still.
     *
     * @param {CanvasRenderingContext2D} paint
     * @param {Window} shown
     */
    #running(paint, shown) {
        const scale = shown.width / (shown.to - shown.from);
        this.trace.running.forEach(({ tid, start, event }, cpu) => {
            const place = this.trace.places.cpus.get(cpu);
            const row = place === undefined ? undefined : this.layout.rows[this.layout.rowOf[place]];
            if (tid === 0 || start > shown.to || place === undefined || !row) {
                return;
            }
            const y = row.lanes - shown.scroll;
            if (y + LANE >= AXIS && y <= shown.height) {
                const left = Math.max(0, Math.floor((start - shown.from) * scale));
                const name = () => `${this.nameOfRun(event)}-${tid}`;
                this.#slice(paint, place * STRIPS, tid & 0xffff, left, shown.width, y, LANE - 2, name);
            }
        });
        this.#flush(paint);
    }

    /**
     * @param {CanvasRenderingContext2D} paint
     * @param {Window} shown
     */
    #instants(paint, shown) {
        const ring = this.trace.instants;
        const scale = shown.width / (shown.to - shown.from);
        const first = ring.since(shown.from);
        for (let number = ring.end - 1; number >= first; number--) {
            const slot = ring.slot(number);
            const row = this.layout.rows[this.layout.rowOf[ring.places[slot]]];
            if (ring.starts[slot] > shown.to || !row) {
                continue;
            }
            const y = row.instants - shown.scroll;
            if (y + INSTANTS < AXIS || y > shown.height) {
                continue;
            }
            const left = Math.min(shown.width - 1, Math.floor((ring.starts[slot] - shown.from) * scale));
            const strip = ring.places[slot] * STRIPS + INSTANT_STRIP;
            this.#slice(paint, strip, ring.types[slot], left, Math.min(left + NARROW, this.covered[strip]), y, INSTANTS - 2, String);
        }
        this.#flush(paint);
    }

    /**
     * Counters as columns: of the values on one pixel, the highest is drawn.
     *
     * @param {CanvasRenderingContext2D} paint
     * @param {Window} shown
     */
    #values(paint, shown) {
        const ring = this.trace.values;
        const scale = shown.width / (shown.to - shown.from);
        /** @type {Map<number, {column: number, value: number, type: number}>} the pixel that others may be on, by place */
        const pending = new Map();
        for (let number = ring.end - 1; number >= ring.first; number--) {
            const slot = ring.slot(number);
            const place = ring.places[slot];
            const row = this.layout.rows[this.layout.rowOf[place]];
            const right = this.covered[place * STRIPS];
            const held = pending.get(place);
            if (ring.starts[slot] > shown.to || !row || (right <= 0 && !held)) {
                continue;
            }
            const left = Math.max(0, Math.floor((ring.starts[slot] - shown.from) * scale));
            const value = ring.values[slot];
            if (held && left === held.column && ring.starts[slot] >= shown.from) {
                held.value = Math.max(held.value, value);
                continue;
            }
            if (held) {
                pending.delete(place);
                this.#column(paint, shown, row, held.type, held.column, held.column + 1, held.value);
            }
            if (right <= 0) {
                continue;
            }
            this.covered[place * STRIPS] = left;
            this.#column(paint, shown, row, ring.types[slot], left + 1, right, value);
            pending.set(place, { column: left, value, type: ring.types[slot] });
        }
        pending.forEach(({ column, value, type }, place) =>
            this.#column(paint, shown, this.layout.rows[this.layout.rowOf[place]], type, column, column + 1, value));
    }

    /**
     * @param {CanvasRenderingContext2D} paint
     * @param {Window} shown
     * @param {Row} row
     * @param {number} type
     * @param {number} left
     * @param {number} right
     * @param {number} value
     */
    #column(paint, shown, row, type, left, right, value) {
        const top = row.lanes - shown.scroll;
        const height = row.bottom - row.lanes;
        if (right <= left || top + height < AXIS || top > shown.height) {
            return;
        }
        const { low, high } = this.layout;
        const unit = height / Math.max(Number.MIN_VALUE, high[row.place] - low[row.place]);
        const zero = top + high[row.place] * unit;
        const y = top + (high[row.place] - value) * unit;
        paint.fillStyle = this.#color(type);
        paint.fillRect(left, Math.min(y, zero), right - left, Math.max(1, Math.abs(zero - y)));
    }

    /** @param {number} type */
    #color(type) {
        return this.colors[(type * GOLDEN) % HUES];
    }

    /**
     * As much of a text as there is room for.
     *
     * @param {CanvasRenderingContext2D} paint
     * @param {string} text
     * @param {number} room
     */
    #cut(paint, text, room) {
        let width = this.widths.get(text);
        if (width === undefined) {
            if (this.widths.size >= MOST_WIDTHS) {
                this.widths.clear();
            }
            width = paint.measureText(text).width;
            this.widths.set(text, width);
        }
        return width <= room ? text : `${text.slice(0, Math.max(1, Math.floor((text.length * room) / width) - 1))}…`;
    }
}
