# A Kafka broker for measurements and samples; sourced by bench/fleet, bench/run and .ci/newcomer, which set java.
# shellcheck shell=bash

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# A random id in Kafka's form.
broker_id() {
    head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d '='
}

# start_broker DIRECTORY HEAP: sets broker, its process id, and brokers, its address, once it listens. It has
# as many threads for requests as one has by default.
start_broker() {
    local directory=$1 heap=$2 port controller tries path
    path=$(kafka/broker/fetch)
    port=$(free_port)
    controller=$(free_port)
    mkdir -p "$directory/data"
    printf 'version=1\ncluster.id=%s\nnode.id=1\ndirectory.id=%s\n' "$(broker_id)" "$(broker_id)" >"$directory/data/meta.properties"
    {
        grep -v '^num\.' cli/src/main/resources/io/ringtail/cli/broker.properties
        printf 'controller.quorum.voters=1@127.0.0.1:%s\n' "$controller"
        printf 'listeners=PLAINTEXT://127.0.0.1:%s,CONTROLLER://127.0.0.1:%s\n' "$port" "$controller"
        printf 'advertised.listeners=PLAINTEXT://127.0.0.1:%s\n' "$port"
        printf 'log.dirs=%s\n' "$directory/data"
    } >"$directory/server.properties"
    "$java" "-Xmx$heap" -XX:+UseG1GC -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$path" kafka.Kafka \
        "$directory/server.properties" >"$directory/log" 2>&1 &
    broker=$!
    brokers=127.0.0.1:$port
    for ((tries = 0; tries < 1200; tries++)); do
        if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return; fi
        if ! kill -0 "$broker" 2>/dev/null; then break; fi
        sleep 0.1
    done
    tail -n 20 "$directory/log" >&2
    return 1
}

# What a topic has on the broker's disk, bytes: topic_bytes DIRECTORY TOPIC
topic_bytes() {
    cat "$1/data/$2"-*/*.log | wc -c
}
