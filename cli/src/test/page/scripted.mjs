// A daemon whose stream and statistics a test writes itself; everything else comes from a real daemon.
import http from "node:http";

const HELLO = 1;
const FORMAT = 2;
const CMDLINE = 3;
const CPU = 4;
const PAGE = 5;
const WATERMARK = 6;
const POSITION = 9;

export const SUBBUF = 65_536;
const PAGE_ROOM = SUBBUF - 256;
const MISSED = (1n << 31n) | (1n << 30n);

function frame(type, cpu, ...parts) {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(8 + parts.reduce((all, part) => all + part.length, 0), 0);
    head[4] = type;
    head.writeUInt16LE(cpu, 6);
    return Buffer.concat([head, ...parts]);
}

function u32(...values) {
    const bytes = Buffer.alloc(4 * values.length);
    values.forEach((value, i) => bytes.writeUInt32LE(value, 4 * i));
    return bytes;
}

function s64(...values) {
    const bytes = Buffer.alloc(8 * values.length);
    values.forEach((value, i) => bytes.writeBigInt64LE(BigInt(value), 8 * i));
    return bytes;
}

/** The bytes of a field of type u64. */
export function u64(value) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    return bytes;
}

function text(value) {
    const bytes = Buffer.from(value);
    return Buffer.concat([u32(bytes.length), bytes]);
}

export function hello({ cpus = 2, boot = 1, monotonic = 0n, realtime = 0n } = {}) {
    const head = Buffer.concat([Buffer.from("RINGTAIL"), u32(3, SUBBUF, cpus, 0), Buffer.alloc(16, boot)]);
    return frame(HELLO, 0, head, s64(monotonic, realtime), text("mono"), text("scripted"), text(""), text(""));
}

/** A type; its fields are [declaration, size, signed], of 1, 2, 4 or 8 bytes, or texts of a fixed size. */
export function format(id, system, name, fields) {
    let offset = 8;
    const lines = fields.map(([declaration, size, signed = 0]) => {
        const line = `\tfield:${declaration};\toffset:${offset};\tsize:${size};\tsigned:${signed};`;
        offset += size;
        return line;
    });
    const head = `name: ${name}\nID: ${id}\nformat:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n`;
    return frame(FORMAT, 0, u32(id), text(system), text(`${head}\n${lines.join("\n")}\n\nprint fmt: ""\n`));
}

export const cmdline = (tid, pid, name) => frame(CMDLINE, 0, u32(tid, pid), text(name));
export const cpu = (number, online = true) => frame(CPU, number, u32(online ? 1 : 0));
export const watermark = (cpu, ns) => frame(WATERMARK, cpu, s64(ns));
export const position = (cpu, buffer, events) =>
    frame(POSITION, cpu, s64(buffer, 7), u32(16), s64(events, 0, 0));

/** The answer of /stats, with CPUs of which each has written some events so many times. */
export function statistics(cpus, nowNs, times = 0) {
    return {
        daemon: { host: "scripted", version: "1", pid: 1, boot_id: "0", now_ns: Number(nowNs) },
        buffer: { mode: "discard", possible_cpus: cpus, subbuf_size: SUBBUF, subbufs_per_cpu: 16, unplaced: 0, no_ring: 0 },
        cpus: Array.from({ length: cpus }, (none, cpu) => ({
            cpu,
            online: true,
            written: times * (1000 + cpu),
            bytes: 4096,
            overrun: 0,
            dropped: 0,
            no_slot: 0,
            malformed: 0,
            repaired: 0,
            quarantined: 0,
            damage: "",
        })),
        clients: [],
        events: [],
        sessions: [],
        quotas: [],
        limits: [],
        handshakes: { cpus: [] },
    };
}

/** The pages of a CPU; what is full is put into an array. */
export class Pages {
    constructor(cpu, frames) {
        this.cpu = cpu;
        this.frames = frames;
        this.data = Buffer.alloc(SUBBUF);
        this.at = 0;
        this.lost = 0;
    }

    /** Adds an event; its fields' bytes are written by a function that gets the buffer and an offset, or are given. */
    add(ns, id, tid, bytes) {
        const length = 8 + bytes.length;
        if (this.at + length + 16 > PAGE_ROOM) {
            this.flush();
        }
        if (this.at === 0) {
            this.base = BigInt(ns);
            this.last = ns;
        }
        const delta = Number(BigInt(ns) - BigInt(this.last));
        if (delta >= 2 ** 27) {
            this.#word(30 + (delta % 2 ** 27) * 32);
            this.#word(Math.floor(delta / 2 ** 27));
        }
        const words = Math.ceil(length / 4);
        const shift = delta >= 2 ** 27 ? 0 : delta * 32;
        if (words > 28) {
            this.#word(shift);
            this.#word(4 * words + 4);
        } else {
            this.#word(shift + words);
        }
        this.data.writeUInt32LE(id, this.at);
        this.data.writeInt32LE(tid, this.at + 4);
        this.data.fill(0, this.at + 8, this.at + 4 * words);
        bytes.copy(this.data, this.at + 8);
        this.at += 4 * words;
        this.last = ns;
    }

    flush() {
        if (this.at === 0) {
            return;
        }
        const head = Buffer.alloc(16);
        head.writeBigUInt64LE(this.base, 0);
        head.writeBigUInt64LE(BigInt(this.at) | (this.lost ? MISSED : 0n), 8);
        const stored = this.lost ? s64(this.lost) : Buffer.alloc(0);
        this.frames.push(frame(PAGE, this.cpu, s64(0), u32(0, 0), head, Buffer.from(this.data.subarray(0, this.at)), stored));
        this.at = 0;
        this.lost = 0;
    }

    #word(value) {
        this.data.writeUInt32LE(value, this.at);
        this.at += 4;
    }
}

/** Serves a page over a stream that is written by {@link send}. */
export class ScriptedDaemon {
    /** @param {string} origin the address of a real daemon */
    constructor(origin) {
        this.origin = new URL(origin);
        this.statistics = statistics(1, 0n);
        /** The addresses of the streams that there were. */
        this.asked = [];
        this.stream = undefined;
        this.sockets = new Set();
        this.server = http.createServer((request, response) => this.#answer(request, response));
        this.server.on("connection", socket => {
            this.sockets.add(socket);
            socket.on("close", () => this.sockets.delete(socket));
        });
    }

    async start() {
        await new Promise(resolve => this.server.listen(0, "127.0.0.1", resolve));
        return `http://127.0.0.1:${this.server.address().port}/`;
    }

    close() {
        this.sockets.forEach(socket => socket.destroy());
        this.server.close();
    }

    /** Ends the stream without a word. */
    cut() {
        this.stream?.destroy();
        this.stream = undefined;
    }

    /** Writes frames to the stream, no faster than they are read. */
    async send(...frames) {
        if (!this.stream.write(Buffer.concat(frames))) {
            await new Promise((resolve, reject) => {
                const ended = () => reject(new Error("the page has ended its stream"));
                this.stream.once("close", ended);
                this.stream.once("drain", () => {
                    this.stream.off("close", ended);
                    resolve();
                });
            });
        }
    }

    #answer(request, response) {
        const path = new URL(request.url, this.origin).pathname;
        if (path === "/stream") {
            this.asked.push(request.url);
            this.stream = response;
            response.writeHead(200, { "Content-Type": "application/octet-stream" });
            response.flushHeaders();
        } else if (path === "/stats") {
            response.writeHead(200, { "Content-Type": "application/json" });
            response.end(JSON.stringify(this.statistics));
        } else {
            const { host, hostname, port } = this.origin;
            const headers = { ...request.headers, host };
            const asked = http.request({ hostname, port, path: request.url, method: request.method, headers }, answer => {
                response.writeHead(answer.statusCode, answer.headers);
                answer.pipe(response);
            });
            asked.on("error", () => response.destroy());
            request.pipe(asked);
        }
    }
}
