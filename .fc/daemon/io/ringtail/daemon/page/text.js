// @ts-check
/** @import { CurrentEvent } from "./events.js" */
/** @import { Field, Value } from "./formats.js" */
/** @import { StoredEvent } from "./store.js" */
/** Values and events as text, and as JSON as `ringtail report --json` writes it. */

const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/**
 * A value as text.
 *
 * @param {Field} field
 * @param {Value} value
 * @returns {string}
 */
export function textOf(field, value) {
    if (Array.isArray(value)) {
        return `{${value.map(element => numberText(field, element)).join(",")}}`;
    }
    if (typeof value === "number" || typeof value === "bigint") {
        return field.kind === "floating" ? String(value) : numberText(field, value);
    }
    return printable(String(value));
}

/**
 * @param {Field} field
 * @param {number | bigint} value
 */
function numberText(field, value) {
    if (!field.hexadecimal) {
        return String(value);
    }
    const bits = value < 0 ? BigInt.asUintN(64, BigInt(value)) : value;
    return `0x${bits.toString(16)}`;
}

/**
 * A text without the characters that would change what is around it.
 *
 * @param {string} text
 */
export function printable(text) {
    return text.replace(CONTROLS, control => `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/**
 * A value as JSON.
 *
 * @param {Field} field
 * @param {Value} value
 * @returns {string}
 */
export function jsonOf(field, value) {
    if (Array.isArray(value)) {
        return `[${value.join(",")}]`;
    }
    if (typeof value === "string") {
        return JSON.stringify(value);
    }
    if (field.kind === "floating" && !Number.isFinite(value)) {
        return `"${value}"`;
    }
    return String(value);
}

/**
 * An event as a line of JSON.
 *
 * @param {CurrentEvent | StoredEvent} event
 */
export function eventJson(event) {
    const fields = event.format
        ? event.format.fields.map((field, i) => `${JSON.stringify(field.name)}:${jsonOf(field, event.value(i))}`)
        : [`"common_type":${event.id}`];
    return (
        `{"ts":${event.timeNs},"cpu":${event.cpu},"tid":${event.tid},"pid":${event.thread?.pid || null},` +
        `"comm":${JSON.stringify(event.thread?.name ?? null)},"event":${JSON.stringify(event.format?.fullName ?? null)},` +
        `"fields":{${fields.join(",")}}}`
    );
}

/**
 * Seconds with nine digits, as all of Ringtail's texts show a time.
 *
 * @param {bigint} ns
 */
export function secondsOf(ns) {
    const digits = ns.toString().padStart(10, "0");
    return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

const GROUPED = new Intl.NumberFormat("en-US");

/**
 * A count in full, with its thousands grouped.
 *
 * @param {number | bigint} count
 */
export function exact(count) {
    return GROUPED.format(count);
}

const UNITS = ["", "k", "M", "G", "T", "P"];

/**
 * A number to three digits, with a decimal prefix.
 *
 * @param {number} value
 */
export function short(value) {
    let rest = Math.abs(value);
    let unit = 0;
    while (rest >= 999.5 && unit < UNITS.length - 1) {
        rest /= 1000;
        unit++;
    }
    const digits = unit === 0 && Number.isInteger(rest) ? String(rest) : rest.toPrecision(3);
    return `${value < 0 ? "-" : ""}${digits}${unit > 0 ? ` ${UNITS[unit]}` : ""}`;
}

/**
 * A duration to three digits.
 *
 * @param {number} ns
 */
export function duration(ns) {
    if (ns >= 1e12) {
        return `${Math.round(ns / 1e9)} s`;
    }
    for (const [unit, size] of /** @type {Array<[string, number]>} */ ([["s", 1e9], ["ms", 1e6], ["µs", 1e3]])) {
        if (ns >= size) {
            return `${(ns / size).toPrecision(3)} ${unit}`;
        }
    }
    return `${Math.round(ns)} ns`;
}
