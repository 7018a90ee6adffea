package io.ringtail.client;

import java.util.List;

/** Where else an event may have to be written: an array in a field, since there may be no stack for a call. */
final class InstanceBindings {
    static final InstanceBindings NONE = new InstanceBindings(List.of());

    final InstanceBinding[] all;

    InstanceBindings(List<InstanceBinding> bindings) {
        this.all = bindings.toArray(InstanceBinding[]::new);
    }

    boolean areNone() {
        return all.length == 0;
    }
}
