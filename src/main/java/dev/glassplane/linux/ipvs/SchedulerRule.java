package dev.glassplane.linux.ipvs;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A scheduler with what it remembers of one virtual server. The list is the kernel's: the real server added last comes first. */
interface SchedulerRule {

    /** What is asked: a new connection of this client to this address. */
    record Request(Protocol protocol, Ip client, int clientPort, Ip destination, Instant now) {}

    /** @return the choice, empty if no real server may be chosen */
    Optional<Scheduled> schedule(List<Destination> list, Request request, Chance chance);

    /** Real servers were put at the head of the list, as many as said. */
    default void added(List<Destination> list, int atHead) {}

    /** The real server at this place has gone; the list is without it already. */
    default void removed(List<Destination> list, Destination gone, int at) {}

    /** A weight or flag of a real server changed. */
    default void edited(List<Destination> list) {}

    /** @return a scheduler that remembers nothing yet */
    static SchedulerRule of(Scheduler scheduler, Set<SchedulerFlag> flags) {
        return switch (scheduler) {
            case RR -> new RoundRobin();
            case WRR -> new WeightedRoundRobin();
            case LC, WLC, SED, NQ -> new LeastLoaded(scheduler);
            case FO, OVF -> new HighestWeight(scheduler);
            case DH -> new DestinationHash();
            case SH -> new SourceHash(flags);
            case MH -> new MaglevHash(flags, MaglevHash.TABLE_SIZE);
            case LBLC -> new Locality();
            case LBLCR -> new ReplicatedLocality();
            case TWOS -> new TwoChoices();
        };
    }
}
