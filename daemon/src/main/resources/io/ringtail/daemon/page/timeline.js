// @ts-check
/** @import { Found } from "./finder.js" */
/** @import { Mark, Marks } from "./marks.js" */
/** @import { EventStore } from "./store.js" */
/** @import { Trace } from "./trace.js" */
/** The view of the last seconds as tracks: what ran on each CPU; counters, threads and their spans by process. */

import { Axis } from "./axis.js";
import { Bitmap } from "./bitmap.js";
import { element, show } from "./dom.js";
import { Finder } from "./finder.js";
import { AXIS, INSTANTS, LANE, Layout, NAME_MIDDLE, headingMiddle, nameTop } from "./layout.js";
import { textOfMark } from "./marks.js";
import { Painter } from "./painter.js";
import { duration, exact, printable, secondsOf, textOf } from "./text.js";

const LONGEST_NS = 600e9;
const SHORTEST_NS = 1e3;
const ZOOM = 1.4;
const LEAST_HEIGHT = 160;
/** How near the pointer must be to an item, in pixels. */
const NEAR = 3;
/** A pointer that has moved so far does not click. */
const DRAG = 4;

export class TimelineView {
    /**
     * @param {Trace} trace
     * @param {EventStore} events
     * @param {Marks} marks
     * @param {(event: number) => void} open shows an event, by its number
     */
    constructor(trace, events, marks, open) {
        this.trace = trace;
        this.events = events;
        this.axis = new Axis(marks);
        this.open = open;
        this.canvas = element("tracks", HTMLCanvasElement);
        this.viewport = element("tracks-view", HTMLElement);
        this.space = element("tracks-space", HTMLElement);
        this.hint = element("slice", HTMLElement);
        this.layout = new Layout(trace);
        this.bitmap = new Bitmap();
        this.painter = new Painter(trace, this.layout, this.bitmap, event => this.#threadPutOn(event));
        this.finder = new Finder(trace);
        this.lengthNs = 10e9;
        /** The end of the shown time, ns after the origin; undefined while it follows the present. */
        this.endNs = /** @type {number | undefined} */ (undefined);
        this.now = 0;
        /** @type {Found | undefined} */
        this.selected = undefined;
        this.drawing = false;
        /** @type {{back: string, line: string, text: string, dim: string, problem: string, accent: string} | undefined} */
        this.colors = undefined;
        this.#listenToMouse();
        this.#listenToKeys();
        addEventListener("resize", () => this.draw());
        this.viewport.addEventListener("scroll", () => this.draw());
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
            this.colors = undefined;
            this.draw();
        });
    }

    /**
     * Says that time has gone on.
     *
     * @param {number} time ns after the origin
     * @param {bigint} originNs
     */
    tick(time, originNs) {
        this.now = Math.max(this.now, time);
        this.axis.originNs = originNs;
        if (this.endNs === undefined) {
            this.draw();
        }
    }

    /** Begins with another time. */
    clear() {
        this.now = 0;
        this.endNs = undefined;
        this.selected = undefined;
    }

    /**
     * Shows a time.
     *
     * @param {number} from ns after the origin
     * @param {number} to
     */
    show(from, to) {
        this.endNs = to;
        this.lengthNs = Math.min(LONGEST_NS, Math.max(SHORTEST_NS, to - from));
        this.#showFollowing();
        this.draw();
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

    #listenToMouse() {
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
                dragged += Math.abs(pointer.movementX) + Math.abs(pointer.movementY);
                this.viewport.scrollTop -= pointer.movementY;
                this.#pan(-pointer.movementX / canvas.clientWidth);
            } else {
                this.#hover(pointer.offsetX, pointer.offsetY);
            }
        });
        canvas.addEventListener("pointerleave", () => this.#tell(this.selected));
        canvas.addEventListener("click", click => {
            if (dragged < DRAG) {
                this.#openItem(this.#at(click.offsetX, click.offsetY));
            }
        });
    }

    #listenToKeys() {
        /** @type {Record<string, () => void>} */
        const acts = {
            ArrowLeft: () => this.#pan(-0.1),
            ArrowRight: () => this.#pan(0.1),
            "Shift+ArrowLeft": () => this.#step(-1),
            "Shift+ArrowRight": () => this.#step(1),
            ArrowUp: () => this.#stepRow(-1),
            ArrowDown: () => this.#stepRow(1),
            Home: () => this.#edge(-1),
            End: () => this.#edge(1),
            PageUp: () => this.#scroll(-this.viewport.clientHeight),
            PageDown: () => this.#scroll(this.viewport.clientHeight),
            Enter: () => this.#openItem(this.selected),
            Escape: () => this.#choose(undefined),
            "+": () => this.#zoom(1 / ZOOM, 0.5),
            "-": () => this.#zoom(ZOOM, 0.5),
            f: () => this.#follow(),
        };
        this.canvas.addEventListener("keydown", key => {
            const act = acts[(key.shiftKey && key.key.startsWith("Arrow") ? "Shift+" : "") + key.key];
            if (act && !key.ctrlKey && !key.metaKey && !key.altKey) {
                key.preventDefault();
                act();
            }
        });
        element("zoom-in", HTMLButtonElement).addEventListener("click", () => this.#zoom(1 / ZOOM, 0.5));
        element("zoom-out", HTMLButtonElement).addEventListener("click", () => this.#zoom(ZOOM, 0.5));
        element("follow", HTMLButtonElement).addEventListener("click", () => this.#follow());
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
        this.#endAt((this.endNs ?? this.now) + part * this.lengthNs);
    }

    /** @param {number} end */
    #endAt(end) {
        this.endNs = Math.min(this.now + this.lengthNs / 2, end);
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

    /** @param {number} pixels */
    #scroll(pixels) {
        this.viewport.scrollTop += pixels;
    }

    /**
     * Selects the next item of the same place; without a selection, the first place's nearest item.
     *
     * @param {1 | -1} direction
     */
    #step(direction) {
        if (!this.#isThere(this.selected)) {
            this.#stepRow(1);
            return;
        }
        const next = this.finder.next(/** @type {Found} */ (this.selected), direction);
        if (next) {
            this.#choose(next);
        }
    }

    /**
     * Selects the first or the last item of the selected one's place.
     *
     * @param {1 | -1} direction
     */
    #edge(direction) {
        if (this.selected && this.#isThere(this.selected)) {
            const { ring, number } = this.selected;
            this.#choose(this.finder.edge(ring.places[ring.slot(number)], direction));
        }
    }

    /**
     * Selects an item of the next place, or of the one before.
     *
     * @param {1 | -1} direction
     */
    #stepRow(direction) {
        const { rows, rowOf } = this.layout;
        const middle = (this.endNs ?? this.now) - this.lengthNs / 2;
        let row = direction > 0 ? -1 : rows.length;
        let time = middle;
        if (this.selected && this.#isThere(this.selected)) {
            const { ring, number } = this.selected;
            row = rowOf[ring.places[ring.slot(number)]];
            const half = this.lengthNs / 2;
            time = Math.max(middle - half, Math.min(middle + half, ring.starts[ring.slot(number)]));
        }
        const next = rows[row + direction];
        const item = next && this.finder.near(next.place, time);
        if (item) {
            this.#choose(item);
        }
    }

    /** @param {Found | undefined} item */
    #choose(item) {
        this.selected = item;
        this.#tell(item);
        if (item) {
            this.#reveal(item);
        }
        this.draw();
    }

    /**
     * Moves the shown time and the shown rows so that an item can be seen.
     *
     * @param {Found} item
     */
    #reveal({ ring, number }) {
        const slot = ring.slot(number);
        const start = ring.starts[slot];
        const to = this.endNs ?? this.now;
        if (start > to || start + ring.durations[slot] < to - this.lengthNs) {
            this.#endAt(start + this.lengthNs / 2);
        } else {
            this.#endAt(to);
        }
        const row = this.layout.rows[this.layout.rowOf[ring.places[slot]]];
        if (row && row.top - AXIS < this.viewport.scrollTop) {
            this.viewport.scrollTop = row.top - AXIS;
        } else if (row && row.bottom > this.viewport.scrollTop + this.viewport.clientHeight) {
            this.viewport.scrollTop = row.bottom - this.viewport.clientHeight;
        }
    }

    /**
     * Whether an item is still kept.
     *
     * @param {Found | undefined} item
     */
    #isThere(item) {
        return item !== undefined && item.number >= item.ring.first;
    }

    /** @param {Found | undefined} item */
    #openItem(item) {
        if (!item || !this.#isThere(item)) {
            return;
        }
        const event = item.ring.events[item.ring.slot(item.number)];
        if (this.#isKept(event)) {
            this.open(event);
        } else {
            this.#choose(item);
        }
    }

    /** @param {number} event */
    #isKept(event) {
        return event >= this.events.first && event < this.events.end;
    }

    #window() {
        const to = this.endNs ?? this.now;
        return {
            from: to - this.lengthNs,
            to,
            width: Math.max(1, this.viewport.clientWidth),
            height: Math.max(LEAST_HEIGHT, this.viewport.clientHeight),
            scroll: this.viewport.scrollTop,
        };
    }

    #draw() {
        const canvas = this.canvas;
        const shown = this.#window();
        const { width, height } = shown;
        this.trace.showRunning(this.now);
        this.layout.arrange(shown.from, shown.to);
        const space = `${Math.max(height, this.layout.height)}px`;
        if (this.space.style.height !== space) {
            this.space.style.height = space;
        }
        const ratio = devicePixelRatio;
        if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
            canvas.width = Math.round(width * ratio);
            canvas.height = Math.round(height * ratio);
            canvas.style.height = `${height}px`;
        }
        const colors = (this.colors ??= colorsOf(canvas));
        // Its pixels are made here: it is of no use to have them in a GPU's memory.
        const options = { alpha: false, willReadFrequently: true };
        const paint = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", options));
        const { bitmap } = this;
        bitmap.begin(paint, ratio, bitmap.color(paint, colors.back));
        const steps = this.axis.steps(shown, this.now);
        const line = bitmap.color(paint, colors.line);
        steps.forEach(({ x }) => bitmap.fill(Math.round(x), AXIS, 1, height, line));
        this.painter.draw(paint, shown);
        bitmap.put(paint);
        paint.setTransform(ratio, 0, 0, ratio, 0, 0);
        paint.textBaseline = "middle";
        this.painter.names(paint);
        this.#names(paint, shown);
        this.#outline(paint, shown);
        this.axis.draw(paint, shown, steps, colors);
        this.#summary();
    }

    /**
     * @param {CanvasRenderingContext2D} paint
     * @param {import("./painter.js").Window} shown
     */
    #names(paint, shown) {
        paint.fillStyle = /** @type {NonNullable<typeof this.colors>} */ (this.colors).text;
        const visible = this.layout.rows.filter(row =>
            row.bottom - shown.scroll > AXIS && row.top - shown.scroll < shown.height);
        paint.font = "bold 12px system-ui, sans-serif";
        for (const row of visible.filter(row => row.heading)) {
            paint.fillText(row.heading, 4, headingMiddle(row) - shown.scroll);
        }
        paint.font = "11px system-ui, sans-serif";
        visible.forEach(row => paint.fillText(row.name, 4, nameTop(row) + NAME_MIDDLE - shown.scroll));
    }

    /**
     * @param {CanvasRenderingContext2D} paint
     * @param {import("./painter.js").Window} shown
     */
    #outline(paint, shown) {
        if (!this.selected || !this.#isThere(this.selected)) {
            return;
        }
        const { ring, number } = this.selected;
        const slot = ring.slot(number);
        const row = this.layout.rows[this.layout.rowOf[ring.places[slot]]];
        if (!row) {
            return;
        }
        const scale = shown.width / (shown.to - shown.from);
        const left = Math.max(0, (ring.starts[slot] - shown.from) * scale);
        const right = Math.min(shown.width, (ring.starts[slot] + ring.durations[slot] - shown.from) * scale);
        const isInstant = ring === this.trace.instants;
        const top = isInstant ? row.instants : row.lanes + ring.lanes[slot] * LANE;
        paint.strokeStyle = /** @type {NonNullable<typeof this.colors>} */ (this.colors).accent;
        paint.lineWidth = 2;
        const height = isInstant ? INSTANTS - 1 : LANE - 1;
        paint.strokeRect(left - 1, top - shown.scroll - 1, Math.max(3, right - left), height);
    }

    #summary() {
        const to = this.endNs ?? this.now;
        const { spans, instants, values, runs } = this.layout.counts;
        const { rows } = this.layout;
        const marks = this.axis.within(to - this.lengthNs, to).length;
        const counts = { spans, instants, values, "runs on CPUs": runs, marks };
        const parts = Object.entries(counts)
            .filter(([, count]) => count > 0)
            .map(([name, count]) => `${exact(count)} ${name}`);
        parts.push(`${exact(rows.length)} tracks`);
        show(element("span-count", HTMLElement), rows.length > 0 ? parts.join(", ") : "no events in the shown time");
        show(element("shown-time", HTMLElement), duration(this.lengthNs));
    }

    /**
     * @param {number} x
     * @param {number} y
     */
    #at(x, y) {
        const { from, to, width, scroll } = this.#window();
        const unit = (to - from) / width;
        return y < AXIS ? undefined : this.finder.at(this.layout.rows, y + scroll, from + (x + 0.5) * unit, NEAR * unit);
    }

    /**
     * @param {number} x
     * @param {number} y
     */
    #hover(x, y) {
        const item = this.#at(x, y);
        this.canvas.style.cursor = item ? "pointer" : "grab";
        const marks = item ? [] : this.axis.at(x, NEAR, this.#window());
        if (marks.length > 0) {
            show(this.hint, marks.map(mark => `${textOfMark(mark)}, ${between(mark)}`).join("; "));
        } else {
            this.#tell(item ?? this.selected);
        }
    }

    /**
     * Shows what an item is, with all fields of its event.
     *
     * @param {Found | undefined} item
     */
    #tell(item) {
        show(this.hint, item && this.#isThere(item) ? this.#textOf(item) : "");
    }

    /** @param {Found} item */
    #textOf({ ring, number }) {
        const slot = ring.slot(number);
        const place = this.trace.places.list[ring.places[slot]];
        const name = printable(this.trace.names[ring.types[slot]] ?? "");
        const event = ring.events[slot];
        const parts = [];
        if (ring === this.trace.values) {
            parts.push(name, String(ring.values[slot]));
        } else if (this.trace.hasRuns(ring)) {
            const length = duration(ring.durations[slot]) + (ring === this.trace.openRuns ? " so far" : "");
            parts.push(`${this.#threadPutOn(event)}-${ring.values[slot]} on ${place.name}`, length);
        } else if (ring === this.trace.spans) {
            parts.push(name, duration(ring.durations[slot]));
        } else {
            parts.push(name);
        }
        parts.push(`at ${secondsOf(this.axis.originNs + BigInt(Math.round(ring.starts[slot])))}`);
        if (this.#isKept(event)) {
            const stored = this.events.get(event);
            stored.format?.fields.forEach((field, i) => parts.push(`${field.name}=${textOf(field, stored.value(i))}`));
        } else {
            parts.push("(its event is no longer kept)");
        }
        return parts.join("  ");
    }

    /**
     * The name of the thread that a switch has put on its CPU, while its event is kept.
     *
     * @param {number} event
     */
    #threadPutOn(event) {
        if (!this.#isKept(event)) {
            return "thread";
        }
        const stored = this.events.get(event);
        const field = stored.format?.fields.findIndex(({ name }) => name === "next_comm") ?? -1;
        return field < 0 ? "thread" : printable(String(stored.value(field)));
    }
}

/** @param {Mark} mark */
function between(mark) {
    return `after ${secondsOf(mark.fromNs)}, before ${secondsOf(mark.toNs)}`;
}

/** @param {HTMLElement} target */
function colorsOf(target) {
    const style = getComputedStyle(target);
    const of = (/** @type {string} */ name) => style.getPropertyValue(name);
    return {
        back: of("--panel"),
        line: of("--line"),
        dim: of("--dim"),
        problem: of("--problem"),
        accent: of("--accent"),
        text: style.color,
    };
}
