// @ts-check
/** What happened to the data: losses, damage, CPUs that come or go, pauses; when, and how often, in a bounded list. */

import { duration, exact } from "./text.js";

const MOST_MARKS = 500;
/** Marks of a kind and a CPU that follow one another so closely are one. */
const SAME_NS = 1_000_000_000n;

/**
 * @typedef {"loss" | "missed" | "quarantine" | "cpu" | "daemon" | "pause"} Kind
 *
 * @typedef {object} Mark
 * @property {Kind} kind
 * @property {number} cpu -1 if it is of none
 * @property {bigint} fromNs on the clock of all times: it happened after this
 * @property {bigint} toNs and not later than this
 * @property {number} count of lost events; of an unknown number, those that are known
 * @property {boolean} unknown whether it is unknown how many were lost
 * @property {number} times how often it happened in that time
 * @property {string} detail
 */

/** The marks, the newest last. */
export class Marks {
    constructor() {
        /** @type {Mark[]} */
        this.list = [];
        /** @type {Map<Kind, {times: number, events: number, unknown: boolean}>} of all marks, also of dropped ones */
        this.totals = new Map();
        /** @type {Map<number, boolean>} whether CPUs are online */
        this.online = new Map();
        /** @type {{ns: bigint, ms: number} | undefined} a moment on the clock of all times and on the browser's */
        this.clock = undefined;
    }

    /**
     * Adds a mark; returns it, or the one that it became part of.
     *
     * @param {Kind} kind
     * @param {{cpu?: number, fromNs: bigint, toNs: bigint, count?: number, detail?: string}} what with a count of -1 if
     *     that is unknown
     */
    add(kind, { cpu = -1, fromNs, toNs, count = 0, detail = "" }) {
        const known = Math.max(0, count);
        const last = this.list.findLast(mark => mark.kind === kind && mark.cpu === cpu);
        this.#count(kind, known, count < 0, 1);
        if (last && last.detail === detail && kind !== "pause" && fromNs - last.toNs < SAME_NS) {
            last.toNs = toNs > last.toNs ? toNs : last.toNs;
            last.count += known;
            last.unknown ||= count < 0;
            last.times++;
            return last;
        }
        const mark = { kind, cpu, fromNs, toNs, count: known, unknown: count < 0, times: 1, detail };
        this.list.push(mark);
        if (this.list.length > MOST_MARKS) {
            this.list.shift();
        }
        return mark;
    }

    /**
     * Begins with another clock: marks of the one before have no place on it, unless it has had their times already.
     *
     * @param {bigint} nowNs
     */
    restart(nowNs) {
        this.list = this.list.filter(mark => mark.toNs <= nowNs);
    }

    /**
     * Adds lost events to a mark.
     *
     * @param {Mark} mark
     * @param {number} count -1 if unknown
     */
    extend(mark, count) {
        mark.count += Math.max(0, count);
        mark.unknown ||= count < 0;
        this.#count(mark.kind, Math.max(0, count), count < 0, 0);
    }

    /**
     * Takes a CPU's state, and adds a mark if that is another one. The first ones that there are to know are no marks.
     *
     * @param {number} cpu
     * @param {boolean} online
     * @param {bigint} fromNs
     * @param {bigint} toNs
     * @param {boolean} first
     */
    cpu(cpu, online, fromNs, toNs, first) {
        const before = this.online.get(cpu);
        this.online.set(cpu, online);
        if (before !== online && !first) {
            this.add("cpu", { cpu, fromNs, toNs, detail: online ? "online" : "offline" });
        }
    }

    /**
     * When a time was, in ms since 1970 of the browser's clock; undefined as long as that is unknown.
     *
     * @param {bigint} ns
     */
    wallMs(ns) {
        return this.clock && this.clock.ms - Number(this.clock.ns - ns) / 1e6;
    }

    /** All that there was, as a sentence. */
    summary() {
        const parts = [];
        for (const [kind, [one, several]] of NAMES) {
            const total = this.totals.get(kind);
            if (total) {
                const more = total.unknown ? " and more" : "";
                const events = total.events > 0 ? ` (${exact(total.events)} events${more})` : "";
                parts.push(`${exact(total.times)} ${total.times === 1 ? one : several}${events}`);
            }
        }
        return parts.length === 0 ? "Nothing was lost, and no CPU came or went." : `${parts.join(", ")}.`;
    }

    /**
     * @param {Kind} kind
     * @param {number} events
     * @param {boolean} unknown
     * @param {number} times
     */
    #count(kind, events, unknown, times) {
        const total = this.totals.get(kind) ?? { times: 0, events: 0, unknown: false };
        total.times += times;
        total.events += events;
        total.unknown ||= unknown;
        this.totals.set(kind, total);
    }
}

/** @type {Map<Kind, [string, string]>} what one of a kind is called, and several */
const NAMES = new Map([
    ["loss", ["loss in a ring", "losses in rings"]],
    ["missed", ["loss of this page", "losses of this page"]],
    ["quarantine", ["quarantine", "quarantines"]],
    ["cpu", ["CPU that came or went", "CPUs that came or went"]],
    ["daemon", ["change of the daemon", "changes of the daemon"]],
    ["pause", ["pause of this page", "pauses of this page"]],
]);

/**
 * A mark as a sentence.
 *
 * @param {Mark} mark
 */
export function textOfMark(mark) {
    const where = mark.cpu < 0 ? "" : `CPU ${mark.cpu}: `;
    const events = lostEvents(mark);
    switch (mark.kind) {
        case "loss":
            return `${where}${events} lost (${mark.detail})`;
        case "missed":
            return `${where}this page missed ${events}`;
        case "quarantine":
            return `${where}${mark.detail || "damage was found and corrected"}`;
        case "cpu":
            return `CPU ${mark.cpu} is ${mark.detail}`;
        case "pause":
            return `${mark.detail} for ${duration(Number(mark.toNs - mark.fromNs))}, ${events} missed`;
        default:
            return mark.detail;
    }
}

/**
 * How many events were lost, as far as that is known.
 *
 * @param {Mark} mark
 */
export function lostEvents({ count, unknown }) {
    if (!unknown) {
        return `${exact(count)} events`;
    }
    return count > 0 ? `${exact(count)} events and more` : "an unknown number of events";
}
