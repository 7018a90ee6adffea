// @ts-check
/** @import { Hello } from "./frames.js" */
/** A stream as a trace.dat of version 6, as `ringtail record` writes it: for trace-cmd and KernelShark. */

import { FrameReader } from "./frames.js";

/** More is for `ringtail record`, which needs no memory for it. */
const MOST_BYTES = 2 ** 30;
const COMPLETE = 0;

const OPTION_TRACECLOCK = 4;
const OPTION_SAVED_TGIDS = 32;
/** Ringtail's own option: boot, host, and a moment on both clocks. */
const OPTION_ORIGIN = 0x7472;

const TEXT = new TextEncoder();

/** Keeps the pages of a stream, and what describes them. */
export class TraceDatRecorder {
    constructor() {
        /** @type {Hello | undefined} */
        this.hello = undefined;
        /** @type {Map<number, {system: string, format: string}>} by event number */
        this.formats = new Map();
        /** @type {Map<number, {pid: number, name: string}>} */
        this.threads = new Map();
        /** @type {Map<number, Uint8Array<ArrayBuffer>[]>} by CPU */
        this.pages = new Map();
        this.bytes = 0;
        /** Why the stream has ended; undefined if it has not said so. */
        this.end = /** @type {{reason: number, detail: string} | undefined} */ (undefined);
        this.frames = new FrameReader({
            hello: hello => {
                this.hello = hello;
            },
            format: (id, system, format) => this.formats.set(id, { system, format }),
            cmdline: (tid, pid, name) => this.threads.set(tid, { pid, name }),
            cpu: cpu => this.#pagesOf(cpu),
            page: (cpu, view, offset, length) => this.#page(cpu, view, offset, length),
            watermark: () => {},
            position: () => {},
            arrived: () => {},
            end: (reason, detail) => {
                this.end = { reason, detail };
            },
        });
    }

    /**
     * Takes the stream's next bytes.
     *
     * @param {Uint8Array} bytes
     */
    push(bytes) {
        this.frames.push(bytes);
    }

    /** @param {number} cpu */
    #pagesOf(cpu) {
        let pages = this.pages.get(cpu);
        if (!pages) {
            pages = [];
            this.pages.set(cpu, pages);
        }
        return pages;
    }

    /**
     * @param {number} cpu
     * @param {DataView} view
     * @param {number} offset
     * @param {number} length
     */
    #page(cpu, view, offset, length) {
        const size = /** @type {Hello} */ (this.hello).subbufSize;
        this.bytes += size;
        if (this.bytes > MOST_BYTES) {
            throw new Error("this is more than 1 GiB: choose fewer seconds, or use ringtail record");
        }
        // Each is as long as a sub-buffer in the file, whatever it holds.
        const page = new Uint8Array(size);
        page.set(new Uint8Array(view.buffer, view.byteOffset + offset, length));
        this.#pagesOf(cpu).push(page);
    }

    /** The file. */
    file() {
        const hello = this.hello;
        if (!hello || this.end?.reason !== COMPLETE) {
            throw new Error(this.end?.detail || "the stream broke off: try again");
        }
        const cpus = Math.max(-1, ...this.pages.keys()) + 1;
        // Offsets do not change the length of what precedes the pages.
        const head = this.#head(hello, cpus, 0).length;
        const begin = Math.ceil(head / hello.subbufSize) * hello.subbufSize;
        const parts = [this.#head(hello, cpus, begin), new Uint8Array(begin - head)];
        for (let cpu = 0; cpu < cpus; cpu++) {
            parts.push(...(this.pages.get(cpu) ?? []));
        }
        return new Blob(parts, { type: "application/octet-stream" });
    }

    /**
     * @param {Hello} hello
     * @param {number} cpus
     * @param {number} begin where the pages begin
     */
    #head(hello, cpus, begin) {
        const out = new Bytes();
        out.bytes([0x17, 0x08, 0x44]).string("tracing6").u8(0).u8(8).u32(hello.subbufSize);
        out.string("header_page").sized(hello.headerPage).string("header_event").sized(hello.headerEvent);
        this.#systems(out);
        out.u32(0).u32(0).sized(this.#names()).u32(cpus).string("options  ");
        const clocks = `local global counter uptime perf [${hello.clock}] boot\n\0`;
        out.option(OPTION_TRACECLOCK, clocks);
        out.option(OPTION_SAVED_TGIDS, this.#processes());
        out.option(OPTION_ORIGIN, originOf(hello)).u16(0).string("flyrecord");
        let at = begin;
        for (let cpu = 0; cpu < cpus; cpu++) {
            const size = (this.pages.get(cpu)?.length ?? 0) * hello.subbufSize;
            out.u64(size > 0 ? at : 0).u64(size);
            at += size;
        }
        return out.sized(clocks).whole();
    }

    /**
     * The formats of the kernel's system ftrace, of which a daemon has none, and those of the others.
     *
     * @param {Bytes} out
     */
    #systems(out) {
        /** @type {Map<string, string[]>} */
        const systems = new Map();
        for (const { system, format } of this.formats.values()) {
            systems.set(system, [...(systems.get(system) ?? []), format]);
        }
        out.u32(0).u32(systems.size);
        for (const [system, formats] of systems) {
            out.string(system).u32(formats.length);
            formats.forEach(format => out.sized(format));
        }
    }

    #names() {
        return [...this.threads].map(([tid, { name }]) => `${tid} ${name.replaceAll("\n", " ")}\n`).join("");
    }

    #processes() {
        const known = [...this.threads].filter(([, { pid }]) => pid > 0);
        return `${known.map(([tid, { pid }]) => `${tid} ${pid}\n`).join("")}\0`;
    }
}

/** @param {Hello} hello */
function originOf(hello) {
    const host = hello.host ? `host ${hello.host.replaceAll("\n", " ")}\n` : "";
    const clocks = hello.realtimeNs ? `clocks ${hello.monotonicNs} ${hello.realtimeNs}\n` : "";
    return `boot_id ${hello.bootId}\n${host}${clocks}\0`;
}

/** Little-endian numbers and texts, one after the other. */
class Bytes {
    constructor() {
        this.held = new Uint8Array(1 << 16);
        this.length = 0;
    }

    /** @param {ArrayLike<number>} bytes */
    bytes(bytes) {
        if (this.length + bytes.length > this.held.length) {
            const larger = new Uint8Array(2 * (this.length + bytes.length));
            larger.set(this.held.subarray(0, this.length));
            this.held = larger;
        }
        this.held.set(bytes, this.length);
        this.length += bytes.length;
        return this;
    }

    /** @param {number} value */
    u8(value) {
        return this.bytes([value]);
    }

    /** @param {number} value */
    u16(value) {
        return this.u8(value & 0xff).u8(value >>> 8);
    }

    /** @param {number} value */
    u32(value) {
        return this.u16(value & 0xffff).u16(value >>> 16);
    }

    /** @param {number} value up to 2^53 */
    u64(value) {
        return this.u32(value % 2 ** 32).u32(Math.floor(value / 2 ** 32));
    }

    /**
     * A text that ends with a NUL.
     *
     * @param {string} text
     */
    string(text) {
        return this.bytes(TEXT.encode(text)).u8(0);
    }

    /**
     * A text after its length.
     *
     * @param {string} text
     */
    sized(text) {
        const bytes = TEXT.encode(text);
        return this.u64(bytes.length).bytes(bytes);
    }

    /**
     * @param {number} id
     * @param {string} text
     */
    option(id, text) {
        const bytes = TEXT.encode(text);
        return this.u16(id).u32(bytes.length).bytes(bytes);
    }

    whole() {
        return this.held.slice(0, this.length);
    }
}
