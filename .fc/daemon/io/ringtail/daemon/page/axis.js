// @ts-check
/** @import { Mark, Marks } from "./marks.js" */
/** @import { Window } from "./painter.js" */
/** The time axis of a timeline: its lines, and the marks of what happened to the data. */

import { AXIS } from "./layout.js";
import { duration } from "./text.js";

/** A line about every so many pixels. */
const STEP = 100;
const FLAG = 6;

/** @typedef {{line: string, dim: string, back: string, problem: string}} Colors */

export class Axis {
    /** @param {Marks} marks */
    constructor(marks) {
        this.marks = marks;
        /** The time of the origin on the clock of all times. */
        this.originNs = 0n;
    }

    /**
     * The places at which the axis has a line; times count from the present.
     *
     * @param {Window} shown
     * @param {number} now
     */
    steps({ from, to, width }, now) {
        const rough = ((to - from) * STEP) / width;
        const power = 10 ** Math.floor(Math.log10(rough));
        const step = power * (rough / power < 2 ? 2 : rough / power < 5 ? 5 : 10);
        const steps = [];
        for (let ago = Math.floor((now - from) / step) * step; ago > now - to; ago -= step) {
            const text = ago >= 0 ? `−${duration(ago)}` : `+${duration(-ago)}`;
            steps.push({ x: ((now - ago - from) / (to - from)) * width, text });
        }
        return steps;
    }

    /**
     * @param {CanvasRenderingContext2D} paint
     * @param {Window} shown
     * @param {Array<{x: number, text: string}>} steps
     * @param {Colors} colors
     */
    draw(paint, shown, steps, colors) {
        paint.fillStyle = colors.back;
        paint.fillRect(0, 0, shown.width, AXIS);
        paint.fillStyle = colors.dim;
        steps.forEach(({ x, text }) => paint.fillText(text, x + 3, AXIS / 2));
        paint.fillStyle = colors.problem;
        for (const mark of this.within(shown.from, shown.to)) {
            const [left, right] = this.#spot(mark, shown);
            paint.globalAlpha = 0.12;
            paint.fillRect(left, AXIS, Math.max(1, right - left), shown.height);
            paint.globalAlpha = 1;
            paint.fillRect(left, AXIS - FLAG, Math.max(3, right - left), FLAG);
        }
    }

    /**
     * The marks of a time.
     *
     * @param {number} from
     * @param {number} to
     */
    within(from, to) {
        return this.marks.list.filter(mark => this.#time(mark.toNs) >= from && this.#time(mark.fromNs) <= to);
    }

    /**
     * The marks at a pixel, or near it.
     *
     * @param {number} x
     * @param {number} tolerance
     * @param {Window} shown
     */
    at(x, tolerance, shown) {
        return this.within(shown.from, shown.to).filter(mark => {
            const [left, right] = this.#spot(mark, shown);
            return x >= left - tolerance && x <= right + tolerance;
        });
    }

    /**
     * @param {Mark} mark
     * @param {Window} shown
     */
    #spot(mark, shown) {
        const scale = shown.width / (shown.to - shown.from);
        const left = Math.max(0, Math.floor((this.#time(mark.fromNs) - shown.from) * scale));
        return [left, Math.min(shown.width, Math.ceil((this.#time(mark.toNs) - shown.from) * scale))];
    }

    /** @param {bigint} ns */
    #time(ns) {
        return Number(ns - this.originNs);
    }
}
