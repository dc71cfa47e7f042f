package dev.glassplane.linux.ipvs;

import dev.glassplane.net.IpPort;
import java.util.List;

/** A real server at work: its place in a virtual server's list, and how many connections it has. Not thread-safe. */
public final class Destination {

    private RealServer server;
    private int lastWeight;
    private int active;
    private int inactive;
    private int persistent;
    private boolean overloaded;
    private boolean removed;

    Destination(RealServer server) {
        this.server = server;
        this.lastWeight = server.weight();
    }

    /** @return as it was added or last edited */
    public RealServer server() {
        return server;
    }

    /** @return where it listens */
    public IpPort address() {
        return server.address();
    }

    /** @return weight */
    public int weight() {
        return server.weight();
    }

    /** @return its latest weight above 0: a Maglev table keeps the slots of a server that was set to 0 */
    int lastWeight() {
        return lastWeight;
    }

    /** @return connections that count as active: TCP ones from the first SYN until one side ends, none of UDP */
    public int active() {
        return active;
    }

    /** @return all others */
    public int inactive() {
        return inactive;
    }

    /** @return persistence templates that lead here */
    public int persistent() {
        return persistent;
    }

    int total() {
        return active + inactive;
    }

    /** The load as {@code lc} and its kin weigh it ({@code linux: include/net/ip_vs.h}, ip_vs_dest_conn_overhead of 6.12.117). */
    long overhead() {
        return 256L * active + total();
    }

    boolean overloaded() {
        return overloaded;
    }

    boolean removed() {
        return removed;
    }

    /** @return whether it may get a new connection */
    boolean usable() {
        return server.weight() > 0 && !overloaded;
    }

    static List<Destination> usable(List<Destination> list) {
        return list.stream().filter(Destination::usable).toList();
    }

    void edit(RealServer changed) {
        server = changed;
        lastWeight = changed.weight() > 0 ? changed.weight() : lastWeight;
        removed = false;
        judge();
    }

    void remove() {
        removed = true;
    }

    void count(int activeMore, int inactiveMore) {
        active += activeMore;
        inactive += inactiveMore;
        judge();
    }

    void countPersistent(int more) {
        persistent += more;
    }

    /** Overloaded from the upper threshold on, until the load falls below the lower one or three quarters. */
    private void judge() {
        int upper = server.upper();
        int below = server.lower() > 0 ? server.lower() : upper - upper / 4;
        if (upper == 0 || total() < below) {
            overloaded = false;
        } else if (total() >= upper) {
            overloaded = true;
        }
    }

    @Override
    public String toString() {
        return address() + " w" + weight() + " a" + active + " i" + inactive;
    }
}
