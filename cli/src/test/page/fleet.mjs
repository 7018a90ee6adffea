// The page of `ringtail view --kafka`: a daemon's events as those of two hosts, through a broker of Kafka's own.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { accessible, ended, number, shown, start, startDaemon, until } from "./harness.mjs";

const HOSTS = ["web-1", "web-2"];
/** Below the ports that the kernel gives to outgoing connections, of which one could take a port that is free now. */
const [FIRST_PORT, END_PORT] = [10_000, 32_000];
const TRIES = 1000;
const COMMAND_MS = 100_000;
const FETCH_MS = 300_000;
const checkout = new URL("../../../../", import.meta.url).pathname;

function run(command, args, timeout = COMMAND_MS) {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout, killSignal: "SIGKILL" });
}

function isFree(port) {
    return new Promise(resolve => {
        const server = createServer()
            .once("error", () => resolve(false))
            .listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
}

/** Returns different ports of 127.0.0.1 at which nothing listens. */
async function freePorts(count) {
    const ports = new Set();
    for (let i = 0; i < TRIES && ports.size < count; i++) {
        const port = randomInt(FIRST_PORT, END_PORT);
        if (await isFree(port)) {
            ports.add(port);
        }
    }
    assert.equal(ports.size, count, `no port from ${FIRST_PORT} to ${END_PORT} is free`);
    return [...ports];
}

function accepts(port) {
    return new Promise((resolve, reject) => {
        const socket = connect(port, "127.0.0.1", () => resolve(socket.end() !== undefined)).once("error", reject);
    });
}

/** Starts a broker, whose output is in the file log of the directory; returns its process and its port. */
async function startBroker(directory) {
    const [port, controller] = await freePorts(2);
    const [data, settings] = [join(directory, "data"), join(directory, "server.properties")];
    mkdirSync(data, { recursive: true });
    const id = () => randomBytes(16).toString("base64url");
    writeFileSync(join(data, "meta.properties"), `version=1\ncluster.id=${id()}\nnode.id=1\ndirectory.id=${id()}\n`);
    const fixed = readFileSync(join(checkout, "cli/src/main/resources/io/ringtail/cli/broker.properties"), "utf8");
    writeFileSync(settings, `${fixed}
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
log.dirs=${data}
`);
    const jars = run(join(checkout, "kafka/broker/fetch"), [], FETCH_MS).trim();
    const options = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", jars, "kafka.Kafka", settings];
    const log = openSync(join(directory, "log"), "w");
    return { broker: start("java", options, { stdio: ["ignore", log, log] }), port };
}

/** Starts a shipper; returns its process, and how many events it has shipped. */
async function startShipper(launcher, dir, name, kafka) {
    const options = ["ship", "--dir", dir, "--host", name, ...kafka, "--from", "oldest", "--metrics", "127.0.0.1:0"];
    const shipper = start(launcher, options, { stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    shipper.stderr.on("data", data => (text += data));
    const metrics = () => /metrics at (\S+)/.exec(text)?.[1];
    await until("the address of its metrics", async () => metrics() !== undefined || text, shipper);
    const shipped = async () => {
        const answer = await (await fetch(metrics(), { signal: AbortSignal.timeout(COMMAND_MS) })).text();
        return Number(/^ringtail_ship_events_total (\S+)$/m.exec(answer)?.[1]);
    };
    return { shipper, shipped };
}

export async function fleet(browser, classPath, { launcher, directory }) {
    const home = join(directory, "broker");
    const { broker, port } = await startBroker(home);
    try {
        await until("the broker", () => accepts(port), broker);
        await look(browser, classPath, launcher, join(directory, "fleet"), `127.0.0.1:${port}`);
    } catch (problem) {
        const log = readFileSync(join(home, "log"), "utf8").split("\n").slice(-10).join("\n");
        throw new Error(`${problem.message}; the broker's last lines:\n${log}`, { cause: problem });
    } finally {
        // It would still write its files, which are removed with the directory.
        broker.kill("SIGKILL");
    }
}

async function look(browser, classPath, launcher, dir, address) {
    const kafka = ["--kafka", address];
    run(launcher, ["topics", "--create", ...kafka, "--partitions", "2"]);
    mkdirSync(dir);
    const { daemon } = await startDaemon(launcher, ["--dir", dir, "--buffer-size", "4m"]);
    await ended(start("java", ["-cp", classPath, "io.ringtail.system.SpanApplication", dir, "50"]));
    const { cpus } = JSON.parse(run(launcher, ["stat", "--json", "--dir", dir]));
    const written = cpus.reduce((all, cpu) => all + cpu.written, 0);
    const all = HOSTS.length * written;
    const shippers = await Promise.all(HOSTS.map(name => startShipper(launcher, dir, name, kafka)));
    for (const { shipper, shipped } of shippers) {
        await until("all events in the topics", async () => (await shipped()) === written || `${await shipped()}`, shipper);
    }

    const view = start(launcher, ["view", "--no-open", ...kafka, "--host", "web-*"], { stdio: ["ignore", "pipe", "ignore"] });
    let text = "";
    view.stdout.on("data", data => (text += data));
    await until("the address", async () => / at http:\S+\n/.test(text));
    assert.ok(text.startsWith(`ringtail: web-1.dat, web-2.dat of ${address} at `), text);
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    const problems = [];
    page.on("pageerror", problem => problems.push(String(problem)));
    page.on("console", message => message.type() === "error" && problems.push(message.text()));
    await page.goto(/ at (http:\S+)/.exec(text)[1]);
    await until("all events", async () => number(await shown(page, "read")) === all);
    assert.equal(await shown(page, "file-lost"), "0");
    assert.match(await shown(page, "files"), /^web-1\.dat of web-1 \(.*\); web-2\.dat of web-2 \(.*\)$/);
    await accessible(page, "a fleet");
    await page.click("#tab-timeline");
    await until("both hosts' spans", async () => /^[\d,]+ spans, .* tracks$/.test(await shown(page, "span-count")));
    await accessible(page, "a fleet's timeline");
    assert.deepEqual(problems, []);
    await page.close();
    const end = ended(view);
    view.kill("SIGINT");
    await end;
    [...shippers.map(each => each.shipper), daemon].forEach(child => child.kill());
}
