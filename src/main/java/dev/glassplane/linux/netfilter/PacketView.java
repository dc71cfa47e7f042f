package dev.glassplane.linux.netfilter;

import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.linux.ipvs.VirtualServerKey;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/** A packet at a hook with its surroundings, as rules see and change them, and the one who is told what the rules did. */
public interface PacketView {

    /** @return the packet as it is now */
    Packet packet();

    /** @return device it came in by, empty text at hooks that have none */
    String inDevice();

    /** @return device it will leave by, empty text at hooks that have none */
    String outDevice();

    /** @return packet mark */
    int mark();

    /** Changes the packet mark. */
    void setMark(int mark);

    /** @return state of the packet: INVALID, NEW, ESTABLISHED or UNTRACKED; SNAT and DNAT follow from the connection */
    ConnectionStateWord state();

    /** @return its connection, empty if INVALID or UNTRACKED */
    Optional<Connection> connection();

    /** Changes the mark of the connection. */
    void setConnectionMark(int mark);

    /** @return whether the host owns the address */
    boolean isLocal(Ip ip);

    /** @return whether the host owns the address on this device */
    boolean isLocalOn(Ip ip, String device);

    /**
     * Asks a set, and tells of it.
     *
     * @return whether the packet is in the set
     * @throws IllegalStateException if there is no such set
     */
    boolean inSet(String set, List<Direction> directions);

    /** @return whether it came in by a port of a bridge */
    boolean fromBridgePort();

    /** @return the virtual server that rewrote the packet on this host, if one did */
    Optional<VirtualServerKey> virtualServer();

    /** @return the host's {@code xt_recent} lists */
    RecentLists recent();

    /** @return time of the packet */
    Instant now();

    /** @return what rules put into the host's dynamic nft sets */
    NftSetMemory setMemory();

    /** @return the host's nft tables as far as they are kept by key */
    NftTables nftTables();

    /** @return the option taken, 0 for the first, where the options have these weights; {@code place} is {@code table/chain/position} */
    int draw(String place, List<BigFraction> weights);

    /** @return the answer to a random question that is yes with this probability */
    default boolean draw(String place, BigFraction probability) {
        return draw(place, List.of(probability, BigFraction.ONE.subtract(probability))) == 0;
    }

    /** Told when a rule asked an nft set or map, before the rule counts as matched or not. */
    void lookedUp(SetLookup lookup);

    /**
     * Told after a rule matched and before it acts; see {@code StackStep.Matched}.
     *
     * @param acts the rule's statement, or the verdict that it took from a map
     */
    void matched(ChainId chain, int position, Rule rule, Statement acts, int passed, String result);

    /** Told when a chain ends; see {@code StackStep.ChainEnded}. */
    void ended(ChainId chain, int passed, String end);
}
