package dev.glassplane.apiserver.watch;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.store.Event;

/** An event as all watchers of its resource share it, so that its object is written as JSON once and not once per watcher. */
final class SharedEvent {

    private final Event event;
    private volatile byte[] json;

    SharedEvent(Event event) {
        this.event = event;
    }

    Event event() {
        return event;
    }

    long revision() {
        return event.revision().value();
    }

    /** The current object in JSON; two threads may both make it, which does no harm. */
    byte[] json() {
        byte[] bytes = json;
        if (bytes == null) {
            bytes = Json.bytes(event.current().object());
            json = bytes;
        }
        return bytes;
    }
}
