// @ts-check
/**
 * The frames of /stream. Their layout is that of FrameDescriptor in Ringtail's proto module; everything is little
 * endian. The bytes are untrusted: a number that does not fit ends the stream with a FrameError.
 *
 * @typedef {object} Hello
 * @property {number} subbufSize bytes of a sub-buffer, its header included
 * @property {number} possibleCpus the number of CPUs that the daemon can ever have
 * @property {boolean} discards whether full rings drop new events instead of overwriting old ones
 * @property {string} bootId the boot of the daemon's host
 * @property {string} clock the name of the clock of all times
 * @property {string} host the daemon's host
 * @property {bigint} monotonicNs a moment on the clock of all times; with realtimeNs 0 if unknown
 * @property {bigint} realtimeNs the same moment on the wall clock
 * @property {string} headerPage the kernel's description of a page
 * @property {string} headerEvent the kernel's description of an event's header
 *
 * @typedef {object} FrameListener
 * @property {(hello: Hello) => void} hello
 * @property {(id: number, system: string, format: string) => void} format
 * @property {(tid: number, pid: number, name: string) => void} cmdline
 * @property {(cpu: number, online: boolean) => void} cpu
 * @property {(cpu: number, bytes: DataView, offset: number, length: number) => void} page the bytes are valid during
 *     the call only
 * @property {(cpu: number, timeNs: bigint) => void} watermark everything older on the CPU has been sent
 * @property {(cpu: number, position: import("./positions.js").Position) => void} position valid once the next frame has
 *     arrived
 * @property {() => void} arrived called after each other frame
 * @property {(reason: number, detail: string) => void} end
 */

const VERSION = 3;
const HEADER = 8;
/** The bytes of PAGE before its page. */
const PAGE_DATA = 24;
const PAGE_HEADER = 16;
const MAX_FRAME = PAGE_DATA + (1 << 20);
const MAX_CPUS = 1024;
const MIN_SUBBUF = 4096;

const HELLO = 1;
const FORMAT = 2;
const CMDLINE = 3;
const CPU = 4;
const PAGE = 5;
const WATERMARK = 6;
const ALIVE = 7;
const END = 8;
const POSITION = 9;

const TEXT = new TextDecoder();

/** The bytes are not those of a stream of this version. */
export class FrameError extends Error {}

/** Cuts the bytes of a stream into frames, and calls a listener for each. */
export class FrameReader {
    /** @param {FrameListener} listener */
    constructor(listener) {
        this.listener = listener;
        /** The bytes of a frame that is not complete yet. */
        this.held = new Uint8Array(1 << 16);
        this.heldLength = 0;
        this.subbufSize = 0;
        this.possibleCpus = 0;
    }

    /**
     * Takes the stream's next bytes.
     *
     * @param {Uint8Array} bytes
     */
    push(bytes) {
        let at = 0;
        while (this.heldLength > 0 && at < bytes.length) {
            at = this.#complete(bytes, at);
        }
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        while (bytes.length - at >= 4) {
            const length = checkedLength(view.getUint32(at, true));
            if (bytes.length - at < length) {
                break;
            }
            this.#decode(view, at, length);
            at += length;
        }
        if (at < bytes.length) {
            this.#hold(bytes.subarray(at));
        }
    }

    /** Whether the bytes so far end between two frames. */
    get atFrameEnd() {
        return this.heldLength === 0;
    }

    /**
     * Adds to the held frame, and decodes it once it is complete; returns the index of the first byte that is left.
     *
     * @param {Uint8Array} bytes
     * @param {number} at
     */
    #complete(bytes, at) {
        if (this.heldLength < 4) {
            const missing = Math.min(4 - this.heldLength, bytes.length - at);
            this.#hold(bytes.subarray(at, at + missing));
            return at + missing;
        }
        const view = new DataView(this.held.buffer);
        const length = checkedLength(view.getUint32(0, true));
        const missing = Math.min(length - this.heldLength, bytes.length - at);
        this.#hold(bytes.subarray(at, at + missing));
        if (this.heldLength === length) {
            this.#decode(new DataView(this.held.buffer), 0, length);
            this.heldLength = 0;
        }
        return at + missing;
    }

    /** @param {Uint8Array} bytes */
    #hold(bytes) {
        const length = this.heldLength + bytes.length;
        if (length > this.held.length) {
            const larger = new Uint8Array(Math.max(length, 2 * this.held.length));
            larger.set(this.held.subarray(0, this.heldLength));
            this.held = larger;
        }
        this.held.set(bytes, this.heldLength);
        this.heldLength = length;
    }

    /**
     * @param {DataView} view
     * @param {number} at
     * @param {number} length
     */
    #decode(view, at, length) {
        const type = view.getUint8(at + 4);
        if ((type === HELLO) === this.subbufSize > 0) {
            throw new FrameError(type === HELLO ? "a second HELLO" : "the stream does not begin with HELLO");
        }
        const cpu = view.getUint16(at + 6, true);
        if (cpu > 0 && cpu >= this.possibleCpus) {
            throw new FrameError(`CPU ${cpu}, but there are ${this.possibleCpus}`);
        }
        const frame = new Fields(view, at + HEADER, at + length);
        if (type === POSITION) {
            const buffer = frame.s64();
            const numbers = [frame.s64(), BigInt(frame.u32()), frame.s64(), frame.s64(), frame.s64()];
            this.listener.position(cpu, { buffer, numbers });
            return;
        }
        this.#take(type, cpu, frame, view, at, length);
        this.listener.arrived();
    }

    /**
     * @param {number} type
     * @param {number} cpu
     * @param {Fields} frame
     * @param {DataView} view
     * @param {number} at
     * @param {number} length
     */
    #take(type, cpu, frame, view, at, length) {
        switch (type) {
            case HELLO:
                this.#hello(frame);
                break;
            case FORMAT:
                this.listener.format(frame.u32(), frame.text(), frame.text());
                break;
            case CMDLINE:
                this.listener.cmdline(frame.s32(), frame.s32(), frame.text());
                break;
            case CPU:
                this.listener.cpu(cpu, frame.u32() !== 0);
                break;
            case PAGE:
                if (length < PAGE_DATA + PAGE_HEADER || length - PAGE_DATA > this.subbufSize) {
                    throw new FrameError(`a page of ${length - PAGE_DATA} bytes in sub-buffers of ${this.subbufSize}`);
                }
                this.listener.page(cpu, view, at + PAGE_DATA, length - PAGE_DATA);
                break;
            case WATERMARK:
                this.listener.watermark(cpu, frame.s64());
                break;
            case END:
                this.listener.end(frame.u32(), frame.text());
                break;
            case ALIVE:
                break;
            default:
                throw new FrameError(`a frame of unknown type ${type}`);
        }
    }

    /** @param {Fields} frame */
    #hello(frame) {
        if (frame.ascii(8) !== "RINGTAIL") {
            throw new FrameError("HELLO has a wrong magic number");
        }
        const version = frame.u32();
        if (version !== VERSION) {
            throw new FrameError(`the stream has version ${version}, and this page reads ${VERSION}: reload it`);
        }
        const subbufSize = frame.u32();
        const possibleCpus = frame.u32();
        if (subbufSize < MIN_SUBBUF || subbufSize > MAX_FRAME - PAGE_DATA || possibleCpus < 1 || possibleCpus > MAX_CPUS) {
            throw new FrameError(`HELLO has ${possibleCpus} CPUs with sub-buffers of ${subbufSize} bytes`);
        }
        const discards = frame.u32() === 1;
        const bootId = frame.hexadecimal(16).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
        const monotonicNs = frame.s64();
        const realtimeNs = frame.s64();
        const clock = frame.text();
        const host = frame.text();
        const headerPage = frame.text();
        const headerEvent = frame.text();
        this.subbufSize = subbufSize;
        this.possibleCpus = possibleCpus;
        this.listener.hello({
            subbufSize,
            possibleCpus,
            discards,
            bootId,
            clock,
            host,
            monotonicNs,
            realtimeNs,
            headerPage,
            headerEvent,
        });
    }
}

/** The fields of a frame, one after the other. */
class Fields {
    /**
     * @param {DataView} view
     * @param {number} at
     * @param {number} end
     */
    constructor(view, at, end) {
        this.view = view;
        this.at = at;
        this.end = end;
    }

    u32() {
        return this.view.getUint32(this.#next(4), true);
    }

    s32() {
        return this.view.getInt32(this.#next(4), true);
    }

    s64() {
        return this.view.getBigInt64(this.#next(8), true);
    }

    /** A text with its length before it. */
    text() {
        const length = this.u32();
        return TEXT.decode(this.#bytes(length));
    }

    /** @param {number} length */
    ascii(length) {
        return String.fromCharCode(...this.#bytes(length));
    }

    /** @param {number} length */
    hexadecimal(length) {
        return Array.from(this.#bytes(length), byte => byte.toString(16).padStart(2, "0")).join("");
    }

    /** @param {number} length */
    #bytes(length) {
        return new Uint8Array(this.view.buffer, this.view.byteOffset + this.#next(length), length);
    }

    /** @param {number} length */
    #next(length) {
        const at = this.at;
        if (length > this.end - at) {
            throw new FrameError("a frame ends inside one of its fields");
        }
        this.at += length;
        return at;
    }
}

/** @param {number} length */
function checkedLength(length) {
    if (length < HEADER || length > MAX_FRAME) {
        throw new FrameError(`a frame of ${length} bytes`);
    }
    return length;
}
