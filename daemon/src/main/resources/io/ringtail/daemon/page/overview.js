// @ts-check
/** @import { CurrentEvent } from "./events.js" */
/** @import { ViewedFile } from "./files.js" */
/** @import { EventStore } from "./store.js" */
/** The view of files as a whole: how many events of which kind, and when. */

import uPlot from "./uplot/uPlot.esm.js";
import { TimeBuckets } from "./buckets.js";
import { LiveTable, element, show } from "./dom.js";
import { duration, exact, printable, secondsOf, short } from "./text.js";

const MOST_TYPES = 1000;
const MOST_THREADS = 1 << 14;
const MOST_ROWS = 200;
const PERIOD_MS = 500;
const CHART_HEIGHT = 220;
const NS = 1e9;
/** The key of all that have none of their own. */
const OTHERS = "others";

/** @typedef {{events: number, lost: number, unknown: boolean}} CpuCounts */

export class OverviewView {
    /** @param {EventStore} store what the tail keeps */
    constructor(store) {
        this.store = store;
        this.events = 0;
        this.first = /** @type {bigint | undefined} */ (undefined);
        this.last = 0n;
        this.buckets = new TimeBuckets();
        /** @type {Map<number, CpuCounts>} */
        this.cpus = new Map();
        /** @type {Map<string, {events: number, bytes: number}>} */
        this.types = new Map();
        /** @type {Map<number | string, {pid: string, name: string, tid: string, events: number}>} */
        this.threads = new Map();
        /** @type {any} */
        this.plot = undefined;
        this.plotted = "";
        this.changed = true;
        this.cpuTable = new LiveTable(
            element("file-cpus", HTMLTableElement),
            [{ title: "CPU" }, { title: "Events", number: true }, { title: "Lost", number: true }],
            "no events",
        );
        this.typeTable = new LiveTable(
            element("file-types", HTMLTableElement),
            [
                { title: "Event" },
                { title: "Events", number: true },
                { title: "A second", number: true },
                { title: "Bytes", number: true },
            ],
            "no events",
        );
        this.threadTable = new LiveTable(
            element("file-threads", HTMLTableElement),
            [{ title: "Process", number: true }, { title: "Thread" }, { title: "Id", number: true }, { title: "Events", number: true }],
            "no events",
        );
        addEventListener("resize", () => this.plot?.setSize(this.#size()));
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
            this.plotted = "";
            this.changed = true;
        });
        setInterval(() => this.draw(), PERIOD_MS);
    }

    /**
     * Names the files.
     *
     * @param {ViewedFile[]} files
     */
    name(files) {
        const texts = files.map(file => {
            const cpus = file.first_cpu > 0 ? `, its CPU 0 is ${file.first_cpu}` : "";
            const buffers = file.buffers === "" ? "" : `, buffers: ${file.buffers}`;
            return printable(`${file.name}${file.host ? ` of ${file.host}` : ""} (clock ${file.clock}${cpus}${buffers})`);
        });
        show(element("files", HTMLElement), texts.join("; "));
        show(element("host", HTMLElement), printable(files.map(file => file.name).join(", ")));
        document.title = `${printable(files[0]?.name ?? "")} – Ringtail`;
    }

    /**
     * Counts an event.
     *
     * @param {CurrentEvent} event
     */
    count(event) {
        const timeNs = event.timeNs;
        this.first ??= timeNs;
        this.last = timeNs > this.last ? timeNs : this.last;
        this.events++;
        this.changed = true;
        this.buckets.add(event.cpu, Number(timeNs - this.first));
        this.#cpu(event.cpu).events++;
        const type = counted(this.types, event.format?.fullName ?? `event ${event.id}`, MOST_TYPES, () => ({ events: 0, bytes: 0 }));
        type.events++;
        type.bytes += event.page.length;
        counted(this.threads, event.tid, MOST_THREADS, known => ({
            pid: known && event.thread?.pid ? String(event.thread.pid) : "–",
            name: known ? (event.thread?.name ?? "<...>") : "others",
            tid: known ? String(event.tid) : "–",
            events: 0,
        })).events++;
    }

    /**
     * Counts a loss.
     *
     * @param {number} cpu
     * @param {number} count -1 if it is unknown how many
     */
    lose(cpu, count) {
        const counts = this.#cpu(cpu);
        counts.lost += Math.max(0, count);
        counts.unknown ||= count < 0;
        this.changed = true;
    }

    /** @param {number} cpu */
    #cpu(cpu) {
        return counted(this.cpus, cpu, Infinity, () => ({ events: 0, lost: 0, unknown: false }));
    }

    draw() {
        show(element("read", HTMLElement), exact(this.events));
        if (!this.changed || !element("overview", HTMLElement).offsetParent) {
            return;
        }
        this.changed = false;
        const all = [...this.cpus.values()];
        const lost = { lost: all.reduce((sum, cpu) => sum + cpu.lost, 0), unknown: all.some(cpu => cpu.unknown) };
        const lengthNs = Number(this.last - (this.first ?? this.last));
        show(element("file-lost", HTMLElement), lostText(lost));
        if (this.first !== undefined) {
            show(element("file-begin", HTMLElement), secondsOf(this.first));
            show(element("file-end", HTMLElement), secondsOf(this.last));
            show(element("file-length", HTMLElement), duration(lengthNs));
        }
        this.#leftOut();
        this.cpuTable.show([...this.cpus].sort(([a], [b]) => a - b)
            .map(([cpu, counts]) => [String(cpu), exact(counts.events), lostText(counts)]));
        this.typeTable.show(largest(this.types).map(([name, type]) => [
            printable(name),
            exact(type.events),
            lengthNs > 0 ? short((type.events * NS) / lengthNs) : "–",
            exact(type.bytes),
        ]));
        this.threadTable.show(largest(this.threads).map(([, thread]) => [
            thread.pid,
            printable(thread.name),
            thread.tid,
            exact(thread.events),
        ]));
        this.#chart();
    }

    /** Says which events the tail does not have, and how to get them. */
    #leftOut() {
        const kept = this.store.size;
        show(
            element("left-out", HTMLElement),
            kept === this.events || kept === 0
                ? ""
                : `The tail has the last ${exact(kept)} of these events, from ${secondsOf(this.store.get(this.store.first).timeNs)} s` +
                      " on; choose a time, a type or a filter there to see others. All are counted here.",
        );
    }

    #size() {
        return { width: element("file-rates", HTMLElement).clientWidth || 600, height: CHART_HEIGHT };
    }

    #chart() {
        const cpus = [...this.buckets.byCpu.keys()].sort((a, b) => a - b);
        const begin = Number(this.first ?? 0n) / NS;
        const width = this.buckets.widthNs / NS;
        const used = this.buckets.used;
        const data = [
            Array.from({ length: used }, (unused, i) => begin + i * width),
            ...cpus.map(cpu => Array.from(this.buckets.byCpu.get(cpu)?.subarray(0, used) ?? [], count => count / width)),
        ];
        if (this.plotted !== cpus.join() || !this.plot) {
            this.plot?.destroy();
            this.plotted = cpus.join();
            this.plot = new uPlot(this.#options(cpus), data, element("file-rates", HTMLElement));
        } else {
            this.plot.setData(data);
        }
    }

    /** @param {number[]} cpus */
    #options(cpus) {
        const style = getComputedStyle(document.documentElement);
        const line = style.getPropertyValue("--line");
        const axis = { stroke: style.getPropertyValue("--dim"), grid: { stroke: line, width: 1 }, ticks: { stroke: line } };
        const rate = (/** @type {any} */ plot, /** @type {number | null} */ value) => (value === null ? "–" : short(value));
        return {
            ...this.#size(),
            scales: { x: { time: false }, y: { range: (/** @type {any} */ plot, /** @type {number} */ least, /** @type {number} */ most) => [0, Math.max(1, 1.1 * (most ?? 0))] } },
            axes: [axis, { ...axis, size: 60, values: (/** @type {any} */ plot, /** @type {number[]} */ values) => values.map(short) }],
            series: [
                { label: "Time, s" },
                ...cpus.map((cpu, i) => ({ label: `CPU ${cpu}`, stroke: `hsl(${(i * 137) % 360} 65% 50%)`, width: 1.5, value: rate })),
            ],
        };
    }
}

/**
 * The counts of a key; beyond a limit those of all further keys together.
 *
 * @template V
 * @param {Map<any, V>} map
 * @param {number | string} key
 * @param {number} most
 * @param {(known: boolean) => V} begin creates counts: those of the key, or those of all further ones
 * @returns {V}
 */
function counted(map, key, most, begin) {
    let counts = map.get(key);
    if (!counts) {
        const known = map.size < most;
        counts = (known ? undefined : map.get(OTHERS)) ?? begin(known);
        map.set(known ? key : OTHERS, counts);
    }
    return counts;
}

/**
 * The entries with the most events first.
 *
 * @template {{events: number}} T
 * @param {Map<any, T>} map
 * @returns {Array<[string, T]>}
 */
function largest(map) {
    return [...map].sort((a, b) => b[1].events - a[1].events).slice(0, MOST_ROWS);
}

/** @param {{lost: number, unknown: boolean}} counts */
function lostText(counts) {
    return `${exact(counts.lost)}${counts.unknown ? " and more" : ""}`;
}
