package dev.glassplane.ipam;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.AddressFinder;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.SubnetMap.Holder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** EC2 over subnets in memory; counts the calls. */
final class SubnetEc2 implements Ec2 {

    private final AddressFinder finder;
    private final Map<String, Subnet> subnets;
    private final List<Subnet> candidates;
    private final IntFunction<String> ids;
    private final Duration attachDelay;
    private final Map<String, Long> calls;

    /**
     * @param candidates  where a new interface may go; the one with most free addresses is tried first
     * @param ids         id of a new interface by its device number
     * @param attachDelay how long an attachment takes
     * @param calls       number of calls by their names, added to
     */
    SubnetEc2(AddressFinder finder, Map<String, Subnet> subnets, List<Subnet> candidates, IntFunction<String> ids, Duration attachDelay,
              Map<String, Long> calls) {
        this.finder = finder;
        this.subnets = subnets;
        this.candidates = candidates;
        this.ids = ids;
        this.attachDelay = attachDelay;
        this.calls = calls;
    }

    /** @return one that counts for itself */
    static SubnetEc2 of(AddressFinder finder, Map<String, Subnet> subnets, List<Subnet> candidates, IntFunction<String> ids, Duration attachDelay) {
        return new SubnetEc2(finder, subnets, candidates, ids, attachDelay, new TreeMap<>());
    }

    private void called(String name) {
        calls.merge(name, 1L, Long::sum);
    }

    @Override
    public Optional<List<Cidr>> assign(String subnet, boolean prefixes, int count) {
        called("AssignPrivateIpAddresses");
        return Optional.ofNullable(subnets.get(subnet)).flatMap(of -> slots(of, prefixes, count));
    }

    private Optional<List<Cidr>> slots(Subnet subnet, boolean prefixes, int count) {
        return prefixes ? finder.takePrefixes(subnet, count) : finder.take(subnet, count).map(ips -> ips.stream().map(Ip::asCidr).toList());
    }

    @Override
    public Created create(int device, boolean prefixes, int slots, Instant now) {
        if (candidates.isEmpty()) {
            return new Created(Optional.empty(), List.of(), Optional.of(Refusal.NO_ENI_CONFIG));
        }
        List<Subnet> order = candidates;
        if (candidates.size() > 1) {
            called("DescribeSubnets");
            order = candidates.stream().sorted(Comparator.<Subnet>comparingInt(of -> finder.map(of).free()).reversed()
                    .thenComparing(Comparator.naturalOrder())).toList();
        }
        for (Subnet subnet : order) {
            called("CreateNetworkInterface");
            Optional<List<Cidr>> taken = prefixes ? withPrimary(subnet, slots) : slots(subnet, false, slots + 1);
            if (taken.isPresent()) {
                called("AttachNetworkInterface");
                Ip primary = taken.get().getFirst().network();
                finder.hold(primary, Holder.PRIMARY);
                boolean excluded = false;
                return new Created(Optional.of(new PoolInterface(ids.apply(device), device, subnet.id(), primary, excluded, now,
                        now.plus(attachDelay))), taken.get().subList(1, taken.get().size()), Optional.empty());
            }
        }
        return new Created(Optional.empty(), List.of(),
                Optional.of(prefixes ? Refusal.INSUFFICIENT_CIDR_BLOCKS : Refusal.INSUFFICIENT_ADDRESSES));
    }

    /** The interface's own address first, then its prefixes; all or nothing. */
    private Optional<List<Cidr>> withPrimary(Subnet subnet, int prefixes) {
        Optional<List<Ip>> primary = finder.take(subnet, 1);
        Optional<List<Cidr>> blocks = primary.isEmpty() ? Optional.empty() : finder.takePrefixes(subnet, prefixes);
        if (blocks.isEmpty()) {
            primary.orElse(List.of()).forEach(finder::giveBack);
            return Optional.empty();
        }
        List<Cidr> all = new ArrayList<>(Collections.singletonList(primary.get().getFirst().asCidr()));
        all.addAll(blocks.get());
        return Optional.of(all);
    }

    @Override
    public void unassign(Cidr cidr) {
        called("UnassignPrivateIpAddresses");
        finder.giveBack(cidr);
    }

    @Override
    public void delete(PoolInterface gone) {
        called("DetachNetworkInterface");
        called("DeleteNetworkInterface");
        if (gone.primary() != null) {
            finder.giveBack(gone.primary());
        }
        gone.slots().forEach(slot -> finder.giveBack(slot.cidr()));
    }
}
