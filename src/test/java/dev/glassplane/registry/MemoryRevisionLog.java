package dev.glassplane.registry;

import dev.glassplane.store.ConflictException;
import dev.glassplane.store.Event;
import dev.glassplane.store.Listing;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import dev.glassplane.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** A log in memory, for tests of what stands above it. Lists only the present; keeps every event. */
public final class MemoryRevisionLog implements RevisionLog {

    private final TreeMap<ObjectKey, Stored> objects = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Consumer<List<Event>>> listeners = new CopyOnWriteArrayList<>();
    private long revision;

    @Override
    public synchronized Stored append(Write write) {
        Stored before = objects.get(write.key());
        Revision actual = before == null ? Revision.ZERO : before.revision();
        if (!actual.equals(write.expected())) {
            throw new ConflictException(write.key(), write.expected(), actual);
        }
        Revision next = new Revision(++revision);
        ObjectNode object = write.object().orElseGet(() -> before.object()).deepCopy();
        ((ObjectNode) object.get("metadata")).put("resourceVersion", next.toString());
        Stored after = new Stored(write.key(), next, object);
        Event.Type type = write.object().isEmpty() ? Event.Type.DELETED : before == null ? Event.Type.ADDED : Event.Type.MODIFIED;
        if (write.object().isEmpty()) {
            objects.remove(write.key());
        } else {
            objects.put(write.key(), after);
        }
        Event event = new Event(type, next, after, Optional.ofNullable(before));
        events.add(event);
        listeners.forEach(listener -> listener.accept(List.of(event)));
        return after;
    }

    @Override
    public synchronized Revision current() {
        return new Revision(revision);
    }

    @Override
    public Revision horizon() {
        return Revision.ZERO;
    }

    @Override
    public synchronized Optional<Stored> get(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    @Override
    public synchronized Listing list(String resource) {
        return new Listing(new Revision(revision), objects.values().stream().filter(each -> each.key().resource().equals(resource)).toList());
    }

    @Override
    public synchronized Listing snapshot() {
        return new Listing(new Revision(revision), List.copyOf(objects.values()));
    }

    @Override
    public Listing list(String resource, Revision at) {
        throw new UnsupportedOperationException("this log remembers the present only");
    }

    @Override
    public synchronized List<Event> after(Revision after, int limit) {
        return events.stream().filter(event -> event.revision().compareTo(after) > 0).limit(limit).toList();
    }

    @Override
    public AutoCloseable subscribe(Consumer<List<Event>> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public Revision compact(Revision upTo) {
        return upTo;
    }
}
