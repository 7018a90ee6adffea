// @ts-check
/** @import { CurrentEvent } from "./events.js" */
/** @import { Marks } from "./marks.js" */
/** The view of what happens now: rates, losses, processes and receivers. */

import uPlot from "./uplot/uPlot.esm.js";
import { LiveTable, element, show } from "./dom.js";
import { History, LOSSES } from "./history.js";
import { textOfMark } from "./marks.js";
import { statistics } from "./service.js";
import { duration, exact, printable, secondsOf, short } from "./text.js";

const PERIOD_MS = 1000;
const CHART_HEIGHT = 220;
const MOST_TYPES = 1000;
const OTHERS = "all other types";
const SHOWN_MARKS = 20;
/** A mark whose time is known to less than this has one time; otherwise it has two. */
const EXACT_MS = 1;
const MOST_PROCESSES = 4096;

/** Asks for the statistics once a second while the page is visible, and shows them. */
export class NowView {
    /**
     * @param {Marks} marks
     * @param {(problem: Error | undefined) => void} answered called after each request
     */
    constructor(marks, answered) {
        this.marks = marks;
        this.answered = answered;
        this.history = new History(marks);
        /** @type {Map<string, {count: number, bytes: number, before: number, bytesBefore: number}>} */
        this.types = new Map();
        /** @type {Map<number, {count: number, before: number}>} by process, what this page has received */
        this.byProcess = new Map();
        this.typesSince = performance.now();
        this.windowSeconds = 60;
        /** @type {any} */
        this.plot = undefined;
        /** @type {string} the CPUs that the chart has */
        this.plotted = "";
        this.cpus = new LiveTable(
            element("cpus", HTMLTableElement),
            [
                { title: "CPU" },
                { title: "State" },
                { title: "Events/s", number: true },
                { title: "Written", number: true },
                { title: "Full", number: true },
                ...LOSSES.map(([, cause]) => ({ title: cause[0].toUpperCase() + cause.slice(1), number: true })),
                { title: "Quarantined", number: true },
            ],
            "no CPU has a ring yet",
        );
        this.typesTable = new LiveTable(
            element("types", HTMLTableElement),
            [
                { title: "Event" },
                { title: "Events/s", number: true },
                { title: "Bytes/s", number: true },
                { title: "Received", number: true },
            ],
            "nothing yet",
        );
        this.processes = new LiveTable(
            element("processes", HTMLTableElement),
            [
                { title: "Process", number: true },
                { title: "User", number: true },
                { title: "Command" },
                { title: "Events/s", number: true },
                { title: "Received", number: true },
                { title: "Threads", number: true },
                { title: "Event types", number: true },
            ],
            "no JVM is attached",
        );
        this.handshakes = new LiveTable(
            element("handshakes", HTMLTableElement),
            [
                { title: "CPU" },
                { title: "State" },
                { title: "Took", number: true },
                { title: "Failures", number: true },
                { title: "Waited for" },
            ],
            "none",
        );
        this.streams = new LiveTable(
            element("streams", HTMLTableElement),
            [
                { title: "Path" },
                { title: "Owner" },
                { title: "From" },
                { title: "Lag", number: true },
                { title: "Events", number: true },
                { title: "Filtered", number: true },
                { title: "Lost", number: true },
            ],
            "none",
        );
        for (const choice of document.getElementsByName("window")) {
            choice.addEventListener("change", () => this.#window(Number(/** @type {HTMLInputElement} */ (choice).value)));
        }
        addEventListener("resize", () => this.plot?.setSize(this.#size()));
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
            this.plotted = "";
            this.#chart();
        });
        document.addEventListener("visibilitychange", () => this.#look());
        setInterval(() => this.#look(), PERIOD_MS);
        this.#look();
    }

    /**
     * Counts an event of the page's stream.
     *
     * @param {CurrentEvent} event
     */
    count(event) {
        this.#countProcess(event);
        const name = event.format?.fullName ?? `event ${event.id}`;
        let type = this.types.get(name) ?? (this.types.size < MOST_TYPES ? undefined : this.types.get(OTHERS));
        if (!type) {
            type = { count: 0, bytes: 0, before: 0, bytesBefore: 0 };
            this.types.set(this.types.size < MOST_TYPES ? name : OTHERS, type);
        }
        type.count++;
        type.bytes += event.page.length;
    }

    /** @param {CurrentEvent} event */
    #countProcess(event) {
        const pid = event.thread?.pid ?? 0;
        let process = this.byProcess.get(pid);
        if (!process) {
            if (this.byProcess.size >= MOST_PROCESSES) {
                return;
            }
            process = { count: 0, before: 0 };
            this.byProcess.set(pid, process);
        }
        process.count++;
    }

    async #look() {
        if (document.hidden || this.looking) {
            return;
        }
        this.looking = true;
        const time = Date.now() / 1000;
        try {
            const now = await statistics();
            this.history.add(now, time);
            this.#show(now);
            this.answered(undefined);
        } catch (problem) {
            this.history.gap(time, /** @type {Error} */ (problem).message);
            this.answered(/** @type {Error} */ (problem));
        } finally {
            this.looking = false;
        }
        this.#marks();
        this.#chart();
    }

    /** @param {import("./service.js").Statistics} now */
    #show(now) {
        const rates = this.history.rates;
        const written = sum(now.cpus, "written");
        const lost = LOSSES.filter(([counter]) => counter !== "overrun" || now.buffer.mode !== "overwrite")
            .reduce((all, [counter]) => all + sum(now.cpus, counter), BigInt(now.buffer.unplaced));
        show(element("host", HTMLElement), `${now.daemon.host} · ${now.daemon.version}`);
        show(element("written", HTMLElement), exact(written));
        show(element("rate", HTMLElement), short(now.cpus.reduce((all, cpu) => all + (rates.get(cpu.cpu)?.at(-1) ?? 0), 0)));
        show(element("lost", HTMLElement), exact(lost));
        show(element("clients", HTMLElement), exact(now.clients.length));
        show(element("receivers", HTMLElement), exact(now.sessions.length));
        const ringBytes = now.buffer.subbuf_size * now.buffer.subbufs_per_cpu;
        const held = now.cpus.reduce((all, cpu) => all + Math.min(ringBytes, cpu.bytes), 0);
        const most = ringBytes * now.cpus.length;
        show(element("fill", HTMLElement), `${Math.round((100 * held) / Math.max(1, most))} % of ${short(most)}B`);
        this.cpus.show(now.cpus.map(cpu => [
            String(cpu.cpu),
            cpu.damage ? `quarantined: ${printable(cpu.damage)}` : cpu.online ? "online" : "offline",
            short(rates.get(cpu.cpu)?.at(-1) ?? 0),
            exact(BigInt(cpu.written)),
            `${Math.min(100, Math.round((100 * cpu.bytes) / ringBytes))} %`,
            ...LOSSES.map(([counter]) => exact(BigInt(cpu[counter]))),
            exact(BigInt(cpu.quarantined)),
        ]));
        const seconds = (performance.now() - this.typesSince) / 1000;
        this.typesSince = performance.now();
        this.#showProcesses(now.clients, seconds);
        this.#showHandshakes(now.handshakes);
        this.streams.show(now.sessions.map(session => [
            printable(session.path),
            printable(session.owner),
            printable(session.peer),
            duration(Number(session.lag_ns)),
            exact(BigInt(session.events)),
            exact(BigInt(session.filtered)),
            exact(BigInt(session.lost)),
        ]));
        this.#showTypes(seconds);
    }

    /**
     * @param {import("./service.js").Statistics["clients"]} clients
     * @param {number} seconds since they were shown last
     */
    #showProcesses(clients, seconds) {
        this.processes.show(clients.map(client => {
            const received = this.byProcess.get(client.pid) ?? { count: 0, before: 0 };
            return [
                String(client.pid),
                String(client.uid),
                printable(client.command),
                short(Math.round((received.count - received.before) / seconds)),
                exact(received.count),
                exact(client.threads),
                exact(client.event_types),
            ];
        }));
        for (const process of this.byProcess.values()) {
            process.before = process.count;
        }
    }

    /** @param {import("./service.js").Statistics["handshakes"]} counts */
    #showHandshakes(counts) {
        show(
            element("handshake-counts", HTMLElement),
            `${exact(counts.online)} CPUs came online, ${exact(counts.failed)} attempts failed; went on without a process: ` +
                `${exact(counts.passed_over)}, kept waiting for one: ${exact(counts.held)}, refused by one: ${exact(counts.refused)}`,
        );
        const known = counts.cpus.filter(cpu => cpu.ring || cpu.failures > 0);
        this.handshakes.show(known.map(cpu => [
            String(cpu.cpu),
            cpu.state,
            duration(1000 * cpu.handshake_us),
            exact(cpu.failures),
            printable(cpu.failure ?? (cpu.waited_for ? `${cpu.waited_for.command} (${cpu.waited_for.pid})` : "–")),
        ]));
    }

    /** @param {number} seconds since they were shown last */
    #showTypes(seconds) {
        const rows = [...this.types].sort((a, b) => b[1].count - b[1].before - (a[1].count - a[1].before) || b[1].count - a[1].count);
        this.typesTable.show(rows.map(([name, type]) => [
            printable(name),
            short(Math.round((type.count - type.before) / seconds)),
            short(Math.round((type.bytes - type.bytesBefore) / seconds)),
            exact(type.count),
        ]));
        for (const type of this.types.values()) {
            type.before = type.count;
            type.bytesBefore = type.bytes;
        }
    }

    #marks() {
        const list = element("marks", HTMLOListElement);
        const marks = this.marks.list.slice(-SHOWN_MARKS).reverse();
        while (list.children.length > marks.length) {
            list.lastElementChild?.remove();
        }
        marks.forEach((mark, i) => {
            const line = list.children[i] ?? list.appendChild(document.createElement("li"));
            show(line, `${this.#when(mark)} ${printable(textOfMark(mark))}`);
        });
        show(element("mark-counts", HTMLElement), this.marks.summary());
    }

    /** @param {import("./marks.js").Mark} mark */
    #when({ fromNs, toNs }) {
        const [from, to] = [this.marks.wallMs(fromNs), this.marks.wallMs(toNs)];
        if (from === undefined || to === undefined) {
            return `${secondsOf(toNs)} s`;
        }
        return to - from < EXACT_MS ? clockTime(to) : `${clockTime(from)} to ${clockTime(to)}`;
    }

    /** @param {number} seconds */
    #window(seconds) {
        this.windowSeconds = seconds;
        this.#chart();
    }

    #size() {
        return { width: element("rates", HTMLElement).clientWidth || 600, height: CHART_HEIGHT };
    }

    #chart() {
        const { times } = this.history;
        const lines = this.history.lines();
        const labels = lines.map(line => line.label);
        const data = [times, ...lines.map(line => line.values)];
        if (this.plotted !== labels.join() || !this.plot) {
            this.plot?.destroy();
            this.plotted = labels.join();
            this.plot = new uPlot(this.#options(labels), data, element("rates", HTMLElement));
        }
        const now = times.at(-1) ?? Date.now() / 1000;
        this.plot.setData(data, false);
        this.plot.setScale("x", { min: now - this.windowSeconds, max: now });
    }

    /** @param {string[]} labels */
    #options(labels) {
        const style = getComputedStyle(document.documentElement);
        const text = style.getPropertyValue("--dim");
        const line = style.getPropertyValue("--line");
        const axis = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { stroke: line } };
        return {
            ...this.#size(),
            scales: { y: { range: (/** @type {any} */ plot, /** @type {number} */ least, /** @type {number} */ most) => [0, Math.max(1, 1.1 * (most ?? 0))] } },
            axes: [axis, { ...axis, size: 60, values: (/** @type {any} */ plot, /** @type {number[]} */ values) => values.map(short) }],
            series: [
                {},
                ...labels.map((label, i) => ({
                    label,
                    stroke: `hsl(${(i * 137) % 360} 65% 50%)`,
                    width: 1.5,
                    value: (/** @type {any} */ plot, /** @type {number | null} */ value) => (value === null ? "–" : short(value)),
                })),
            ],
            hooks: { draw: [(/** @type {any} */ plot) => this.#drawMarks(plot)] },
        };
    }

    /** @param {any} plot */
    #drawMarks(plot) {
        const { ctx, bbox } = plot;
        ctx.save();
        ctx.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--problem");
        ctx.beginPath();
        for (const mark of this.marks.list) {
            const ms = this.marks.wallMs(mark.toNs);
            const x = ms === undefined ? -1 : plot.valToPos(ms / 1000, "x", true);
            if (x >= bbox.left && x <= bbox.left + bbox.width) {
                ctx.moveTo(x, bbox.top);
                ctx.lineTo(x, bbox.top + bbox.height);
            }
        }
        ctx.stroke();
        ctx.restore();
    }
}

/**
 * @param {any[]} objects
 * @param {string} key
 */
function sum(objects, key) {
    return objects.reduce((all, object) => all + BigInt(object[key]), 0n);
}

/** @param {number} ms since 1970 */
function clockTime(ms) {
    const time = new Date(ms);
    return `${time.toLocaleTimeString()}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}
