// Loads a trace into Perfetto's trace_processor, as WebAssembly, and prints the rows of each query as lines of JSON.
//   node query.mjs ENGINE_DIRECTORY TRACE QUERY...
import fs from 'node:fs';
import vm from 'node:vm';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {MessageChannel} from 'node:worker_threads';

const [directory, trace, ...queries] = process.argv.slice(2);
const file = (name) => path.resolve(directory, name);
const {EngineBase, UNKNOWN} = await import(pathToFileURL(file('engine.mjs')));

// The bundle expects a web worker that fetches its WebAssembly, and 64 bits of memory.
Object.defineProperty(globalThis, 'self', {value: globalThis, configurable: true, writable: true});
globalThis.WorkerGlobalScope ??= class {};
globalThis.location ??= {href: String(pathToFileURL(file('.'))), pathname: file('.')};
globalThis.engineBinary = new Uint8Array(fs.readFileSync(file('trace_processor.wasm')));
let bundle = fs.readFileSync(file('engine_bundle.node.js'), 'utf8');
const patches = {
  'this.useMemory64 = hasMemory64Support();': 'this.useMemory64 = false;',
  'locateFile: (s) => s,': 'locateFile: (s) => s, wasmBinary: globalThis.engineBinary,',
  'const wasmBridge = new wasm_bridge_1.WasmBridge();':
      'const wasmBridge = globalThis.engineBridge = new wasm_bridge_1.WasmBridge();',
};
for (const [from, to] of Object.entries(patches)) {
  if (!bundle.includes(from)) {
    throw new Error(`another version of the engine: it lacks ${from}`);
  }
  bundle = bundle.replace(from, to);
}
console.warn = () => {};
vm.runInThisContext(bundle, {filename: 'engine_bundle.node.js'});

class Engine extends EngineBase {
  id = 'test';
  mode = 'WASM';
  constructor(port) {
    super();
    this.port = port;
    port.on('message', (bytes) => this.onRpcResponseBytes(bytes));
  }
  rpcSendRequestBytes(bytes) {
    this.port.postMessage(bytes);
  }
  [Symbol.dispose]() {
    this.port.close();
  }
}

const channel = new MessageChannel();
globalThis.engineBridge.initialize(channel.port1);
const engine = new Engine(channel.port2);
const bytes = new Uint8Array(fs.readFileSync(trace));
const piece = 1 << 22;
for (let at = 0; at < bytes.length; at += piece) {
  await engine.parse(bytes.subarray(at, Math.min(bytes.length, at + piece)));
}
await engine.notifyEof();
for (const query of queries) {
  const result = await engine.query(query);
  const columns = result.columns();
  const spec = Object.fromEntries(columns.map((column) => [column, UNKNOWN ?? null]));
  for (const row = result.iter(spec); row.valid(); row.next()) {
    const values = columns.map((column) => row.get ? row.get(column) : row[column]);
    console.log(JSON.stringify(values, (key, value) => (typeof value === 'bigint' ? Number(value) : value)));
  }
  console.log('');
}
process.exit(0);
