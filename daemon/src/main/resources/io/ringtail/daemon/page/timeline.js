// @ts-check
/** @import { SpanStore } from "./spans.js" */
/** @import { EventStore } from "./store.js" */
/** The view of the last seconds as tracks: a process's threads, with their spans as slices and nested as they were. */

import { element, show } from "./dom.js";
import { duration, printable, textOf } from "./text.js";

const LANE = 18;
const HEADING = 18;
const MOST_LANES = 12;
const LONGEST_NS = 600e9;
const SHORTEST_NS = 1e3;
const ZOOM = 1.4;
const AXIS = 22;

/** @typedef {{top: number, lanes: number, heading: string, name: string}} Track */

export class TimelineView {
    /**
     * @param {SpanStore} spans
     * @param {EventStore} events
     * @param {(event: number) => void} open shows an event, by its number
     */
    constructor(spans, events, open) {
        this.spans = spans;
        this.events = events;
        this.open = open;
        this.canvas = element("tracks", HTMLCanvasElement);
        this.hint = element("slice", HTMLElement);
        this.lengthNs = 10e9;
        /** The end of the shown time, ns after the origin; undefined while it follows the present. */
        this.endNs = /** @type {number | undefined} */ (undefined);
        this.now = 0;
        this.height = 0;
        /** @type {Map<number, Track>} */
        this.layout = new Map();
        /** @type {Array<[number, number, number, number, number]>} the slices on the screen: x, y, width, height, span */
        this.drawn = [];
        this.drawing = false;
        this.#listen();
    }

    /**
     * Says that time has gone on.
     *
     * @param {number} time ns after the origin
     */
    tick(time) {
        this.now = Math.max(this.now, time);
        if (this.endNs === undefined) {
            this.draw();
        }
    }

    draw() {
        if (!this.drawing && this.canvas.offsetParent) {
            this.drawing = true;
            requestAnimationFrame(() => {
                this.drawing = false;
                this.#draw();
            });
        }
    }

    #listen() {
        const canvas = this.canvas;
        canvas.addEventListener("wheel", wheel => {
            wheel.preventDefault();
            if (wheel.shiftKey || Math.abs(wheel.deltaX) > Math.abs(wheel.deltaY)) {
                this.#pan((wheel.deltaX || wheel.deltaY) / canvas.clientWidth);
            } else {
                this.#zoom(wheel.deltaY > 0 ? ZOOM : 1 / ZOOM, wheel.offsetX / canvas.clientWidth);
            }
        }, { passive: false });
        let dragged = 0;
        canvas.addEventListener("pointerdown", pointer => {
            dragged = 0;
            canvas.setPointerCapture(pointer.pointerId);
        });
        canvas.addEventListener("pointermove", pointer => {
            if (pointer.buttons === 1) {
                dragged += Math.abs(pointer.movementX);
                this.#pan(-pointer.movementX / canvas.clientWidth);
            } else {
                this.#hover(pointer.offsetX, pointer.offsetY);
            }
        });
        canvas.addEventListener("pointerleave", () => this.#hover(-1, -1));
        canvas.addEventListener("click", click => {
            const span = this.#at(click.offsetX, click.offsetY);
            if (span !== undefined && dragged < 4) {
                this.open(this.spans.events[this.spans.slot(span)]);
            }
        });
        canvas.addEventListener("keydown", key => {
            /** @type {Record<string, () => void>} */
            const acts = {
                ArrowLeft: () => this.#pan(-0.1),
                ArrowRight: () => this.#pan(0.1),
                "+": () => this.#zoom(1 / ZOOM, 0.5),
                "-": () => this.#zoom(ZOOM, 0.5),
                f: () => this.#follow(),
            };
            if (acts[key.key]) {
                key.preventDefault();
                acts[key.key]();
            }
        });
        element("zoom-in", HTMLButtonElement).addEventListener("click", () => this.#zoom(1 / ZOOM, 0.5));
        element("zoom-out", HTMLButtonElement).addEventListener("click", () => this.#zoom(ZOOM, 0.5));
        element("follow", HTMLButtonElement).addEventListener("click", () => this.#follow());
        addEventListener("resize", () => this.draw());
    }

    #follow() {
        this.endNs = this.endNs === undefined ? this.now : undefined;
        this.#showFollowing();
        this.draw();
    }

    #showFollowing() {
        element("follow", HTMLButtonElement).setAttribute("aria-pressed", String(this.endNs === undefined));
    }

    /** @param {number} part of the shown time */
    #pan(part) {
        this.endNs = Math.min(this.now + this.lengthNs / 2, (this.endNs ?? this.now) + part * this.lengthNs);
        this.#showFollowing();
        this.draw();
    }

    /**
     * @param {number} factor
     * @param {number} at the part of the width that stays where it is
     */
    #zoom(factor, at) {
        const length = Math.min(LONGEST_NS, Math.max(SHORTEST_NS, this.lengthNs * factor));
        if (this.endNs !== undefined) {
            this.endNs += (length - this.lengthNs) * (1 - at);
        }
        this.lengthNs = length;
        this.draw();
    }

    /** Gives each track with spans in the shown time its place; those of a process are together. */
    #arrange(/** @type {number} */ from, /** @type {number} */ to) {
        /** @type {Map<number, number>} lanes by track */
        const lanes = new Map();
        const spans = this.spans;
        for (let number = spans.end - 1; number >= spans.first; number--) {
            const slot = spans.slot(number);
            if (spans.starts[slot] <= to && spans.starts[slot] + spans.durations[slot] >= from) {
                const lane = Math.min(MOST_LANES, spans.depths[slot] + 1);
                lanes.set(spans.tracks[slot], Math.max(lanes.get(spans.tracks[slot]) ?? 1, lane));
            }
        }
        const tracks = [...lanes.keys()].sort(
            (a, b) => spans.places[a].pid - spans.places[b].pid || spans.places[a].name.localeCompare(spans.places[b].name),
        );
        this.layout = new Map();
        let top = AXIS;
        let pid = -1;
        for (const track of tracks) {
            const place = spans.places[track];
            const heading = place.pid !== pid ? (place.pid ? `Process ${place.pid}` : "Unknown process") : "";
            pid = place.pid;
            top += heading ? HEADING : 0;
            const count = lanes.get(track) ?? 1;
            this.layout.set(track, { top, lanes: count, heading, name: printable(place.name) });
            top += count * LANE + HEADING;
        }
        this.height = Math.max(160, top + 8);
    }

    #draw() {
        const to = this.endNs ?? this.now;
        const from = to - this.lengthNs;
        this.#arrange(from, to);
        const width = this.canvas.clientWidth;
        const ratio = devicePixelRatio;
        this.canvas.style.height = `${this.height}px`;
        this.canvas.width = width * ratio;
        this.canvas.height = this.height * ratio;
        const paint = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
        paint.scale(ratio, ratio);
        const style = getComputedStyle(this.canvas);
        paint.font = "12px system-ui, sans-serif";
        paint.textBaseline = "middle";
        this.#axis(paint, style, from, width);
        this.#slices(paint, from, width);
        paint.fillStyle = style.color;
        for (const track of this.layout.values()) {
            if (track.heading) {
                paint.font = "bold 12px system-ui, sans-serif";
                paint.fillText(track.heading, 4, track.top - HEADING / 2);
            }
            paint.font = "11px system-ui, sans-serif";
            paint.fillText(track.name, 4, track.top + track.lanes * LANE + HEADING / 2 - 1);
        }
        show(element("span-count", HTMLElement), this.layout.size === 0 ? "no spans in the shown time" : "");
        show(element("shown-time", HTMLElement), duration(this.lengthNs));
    }

    /**
     * @param {CanvasRenderingContext2D} paint
     * @param {CSSStyleDeclaration} style
     * @param {number} from
     * @param {number} width
     */
    #axis(paint, style, from, width) {
        const rough = (this.lengthNs * 100) / width;
        const power = 10 ** Math.floor(Math.log10(rough));
        const step = power * (rough / power < 2 ? 2 : rough / power < 5 ? 5 : 10);
        paint.strokeStyle = style.getPropertyValue("--line");
        paint.fillStyle = style.getPropertyValue("--dim");
        paint.beginPath();
        for (let ago = Math.floor((this.now - from) / step) * step; ago > this.now - from - this.lengthNs; ago -= step) {
            const x = ((this.now - ago - from) / this.lengthNs) * width;
            paint.moveTo(x, AXIS);
            paint.lineTo(x, this.height);
            paint.fillText(ago >= 0 ? `−${duration(ago)}` : `+${duration(-ago)}`, x + 3, AXIS / 2);
        }
        paint.stroke();
    }

    /**
     * @param {CanvasRenderingContext2D} paint
     * @param {number} from
     * @param {number} width
     */
    #slices(paint, from, width) {
        const spans = this.spans;
        const scale = width / this.lengthNs;
        this.drawn = [];
        /** @type {Map<number, number>} the leftmost pixel drawn, by lane: narrower slices on it change nothing */
        const covered = new Map();
        for (let number = spans.end - 1; number >= spans.first; number--) {
            const slot = spans.slot(number);
            const track = this.layout.get(spans.tracks[slot]);
            const x = (spans.starts[slot] - from) * scale;
            const length = spans.durations[slot] * scale;
            if (!track || x > width || x + length < 0) {
                continue;
            }
            const lane = Math.min(MOST_LANES - 1, spans.depths[slot]);
            const left = Math.max(0, x);
            const shown = Math.max(1, Math.min(width, x + length) - left);
            const key = track.top + lane;
            if (shown <= 1) {
                if (covered.get(key) === Math.floor(left)) {
                    continue;
                }
                covered.set(key, Math.floor(left));
            }
            const y = track.top + lane * LANE;
            paint.fillStyle = `hsl(${(spans.types[slot] * 137) % 360} 45% 42%)`;
            paint.fillRect(left, y, shown, LANE - 2);
            this.drawn.push([left, y, shown, LANE - 2, number]);
            if (shown > 40) {
                paint.fillStyle = "#fff";
                paint.save();
                paint.beginPath();
                paint.rect(left, y, shown, LANE);
                paint.clip();
                paint.fillText(printable(spans.names[spans.types[slot]]), left + 4, y + LANE / 2 - 1);
                paint.restore();
            }
        }
    }

    /**
     * The span at a place of the canvas.
     *
     * @param {number} x
     * @param {number} y
     * @returns {number | undefined}
     */
    #at(x, y) {
        return this.drawn.find(([left, top, width, height]) =>
            x >= left - 1 && x <= left + width + 1 && y >= top && y < top + height)?.[4];
    }

    /**
     * @param {number} x
     * @param {number} y
     */
    #hover(x, y) {
        const span = this.#at(x, y);
        this.canvas.style.cursor = span === undefined ? "grab" : "pointer";
        if (span === undefined || span < this.spans.first) {
            show(this.hint, "");
            return;
        }
        const slot = this.spans.slot(span);
        const number = this.spans.events[slot];
        const parts = [printable(this.spans.names[this.spans.types[slot]]), duration(this.spans.durations[slot])];
        if (number >= this.events.first && number < this.events.end) {
            const event = this.events.get(number);
            event.format?.fields.forEach((field, i) => parts.push(`${field.name}=${textOf(field, event.value(i))}`));
        }
        show(this.hint, parts.join("  "));
    }
}
