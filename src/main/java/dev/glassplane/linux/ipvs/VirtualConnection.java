package dev.glassplane.linux.ipvs;

import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;
import java.time.Instant;
import java.util.Optional;

/** An entry of the connection table: a connection through a virtual server, or a persistence template. Not thread-safe. */
public final class VirtualConnection {

    /**
     * Under which a connection is found.
     *
     * @param client  who asks; of a template the client's network, with port 0
     * @param virtual what it asks for
     */
    public record Key(Protocol protocol, IpPort client, IpPort virtual) {}

    private final Key key;
    private final VirtualServerKey service;
    private final Destination destination;
    private final VirtualConnection template;
    private ConnectionState state;
    private int timeout;
    private int controlled;
    private Instant expires;
    private boolean gone;

    VirtualConnection(Key key, VirtualServerKey service, Destination destination, VirtualConnection template, ConnectionState state) {
        this.key = key;
        this.service = service;
        this.destination = destination;
        this.template = template;
        this.state = state;
    }

    /** @return under which it is found */
    public Key key() {
        return key;
    }

    /** @return the virtual server */
    public VirtualServerKey service() {
        return service;
    }

    /** @return the real server */
    public Destination destination() {
        return destination;
    }

    /** @return state after the last packet */
    public ConnectionState state() {
        return state;
    }

    /** @return whether it only leads a client's new connections to the same real server */
    public boolean isTemplate() {
        return state == ConnectionState.ASSURED || state == ConnectionState.TEMPLATE_NONE;
    }

    /** @return when it goes if nothing happens */
    public Instant expires() {
        return expires;
    }

    /** @return the template that chose for it */
    Optional<VirtualConnection> template() {
        return Optional.ofNullable(template);
    }

    /** @return the answer's ends as they arrive: from the real server to the client */
    Key answer() {
        return new Key(key.protocol(), key.client(), destination.address());
    }

    void setState(ConnectionState changed) {
        state = changed;
    }

    int timeout() {
        return timeout;
    }

    void setTimer(int seconds, Instant now) {
        timeout = seconds;
        expires = now.plusSeconds(seconds);
    }

    int controlled() {
        return controlled;
    }

    void control(int more) {
        controlled += more;
    }

    boolean gone() {
        return gone;
    }

    void setGone() {
        gone = true;
    }

    /** @return the client's address */
    public Ip client() {
        return key.client().ip();
    }
}
