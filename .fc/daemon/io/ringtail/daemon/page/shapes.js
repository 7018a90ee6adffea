// @ts-check
/** @import { Format } from "./formats.js" */
/** What event types stand for in a timeline, by their names and those of their fields, as Ringtail's reader reads them. */

/**
 * @typedef {object} Shape
 * @property {"begin" | "end" | "duration" | "counter" | "switch" | "instant"} kind
 * @property {string} type SYSTEM:NAME of the span, counter or instant
 * @property {number} value the field with a duration, a counter's value, or the thread that a CPU runs from then on;
 *     -1 if there is none
 * @property {number} asyncId the field that pairs the ends of an asynchronous span; -1 if there is none
 * @property {number} javaTid the field with the id of a virtual thread; -1 if there is none
 * @property {number} number the type's number in the timeline, which gives it
 */

/**
 * What an event type stands for.
 *
 * @param {Format} format
 * @returns {Shape}
 */
export function shapeOf(format) {
    const index = (/** @type {string} */ name) =>
        format.fields.findIndex(field => field.name === name && (field.kind === "number" || field.kind === "floating"));
    const shape = { asyncId: index("async_id"), javaTid: index("java_tid"), number: 0 };
    const duration = index("duration_ns");
    const paired = /^(.+)_(begin|end)$/.exec(format.name);
    if (duration >= 0) {
        return { ...shape, kind: "duration", type: format.fullName, value: duration };
    }
    if (paired) {
        const kind = paired[2] === "begin" ? "begin" : "end";
        return { ...shape, kind, type: `${format.system}:${paired[1]}`, value: -1 };
    }
    if (format.fields.length === 1 && index("counter") === 0) {
        return { ...shape, kind: "counter", type: format.fullName, value: 0 };
    }
    const next = index("next_pid");
    if (format.fullName === "sched:sched_switch" && next >= 0) {
        return { ...shape, kind: "switch", type: format.fullName, value: next };
    }
    return { ...shape, kind: "instant", type: format.fullName, value: -1 };
}
