package io.ringtail.daemon;

import io.ringtail.daemon.life.Pulse;
import org.agrona.concurrent.Agent;

/** An agent that beats after each completed duty cycle; a cycle that fails does not count. */
final class BeatingAgent implements Agent {
    private final Agent agent;
    private final Pulse pulse;

    BeatingAgent(Agent agent, Pulse pulse) {
        this.agent = agent;
        this.pulse = pulse;
    }

    @Override
    public void onStart() {
        agent.onStart();
    }

    @Override
    public int doWork() throws Exception {
        int done = agent.doWork();
        pulse.beat();
        return done;
    }

    @Override
    public void onClose() {
        agent.onClose();
    }

    @Override
    public String roleName() {
        return agent.roleName();
    }
}
