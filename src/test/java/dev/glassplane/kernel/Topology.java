package dev.glassplane.kernel;

import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hosts, how their devices are wired, and who listens: what both the kernel and the emulator are given. */
public final class Topology {

    /** A device of a host. */
    public record End(String host, String device) {}

    /** A process that answers. */
    public record Listener(String host, Protocol protocol, int port) {}

    private final Map<String, HostState> hosts = new LinkedHashMap<>();
    private final List<List<End>> segments = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();

    /** Adds a host; its name is that of the state. */
    public Topology host(HostState host) {
        hosts.put(host.name(), host);
        return this;
    }

    /** Wires devices, {@code host/device} each: two by a cable, more by a switch. */
    public Topology wire(String... ends) {
        segments.add(List.of(ends).stream().map(text -> new End(text.substring(0, text.indexOf('/')), text.substring(text.indexOf('/') + 1)))
                .peek(end -> {
                    if (!hosts.containsKey(end.host()) || hosts.get(end.host()).routing().link(end.device()).isEmpty()) {
                        throw new IllegalArgumentException("no such device: " + end);
                    }
                }).toList());
        return this;
    }

    /** A process listens on all addresses of the host. */
    public Topology listen(String host, Protocol protocol, int port) {
        listeners.add(new Listener(host, protocol, port));
        return this;
    }

    /** @return hosts by name */
    public Map<String, HostState> hosts() {
        return hosts;
    }

    /** @return wires */
    public List<List<End>> segments() {
        return segments;
    }

    /** @return processes that answer */
    public List<Listener> listeners() {
        return listeners;
    }
}
