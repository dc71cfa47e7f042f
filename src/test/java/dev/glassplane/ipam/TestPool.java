package dev.glassplane.ipam;

import dev.glassplane.ipam.AddressPool.Outcome;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.AddressFinder;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.InstanceType;
import dev.glassplane.vpc.InstanceTypes;
import dev.glassplane.vpc.NetworkInterface.Holder;
import dev.glassplane.vpc.PoolSettings;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/** One node's pool over one subnet, with a clock of its own and without objects. */
final class TestPool {

    final AddressFinder finder;
    final Subnet subnet;
    final AddressPool pool;
    final Map<String, Long> calls = new TreeMap<>();
    private final PoolSettings settings;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Optional<Ec2.Refusal> refusal = Optional.empty();

    TestPool(String type, int maxPods, Subnet subnet, String... environment) {
        this.subnet = subnet;
        InstanceType of = InstanceTypes.find(type).orElseThrow();
        Map<String, String> variables = new TreeMap<>();
        for (String entry : environment) {
            variables.put(entry.substring(0, entry.indexOf('=')), entry.substring(entry.indexOf('=') + 1));
        }
        settings = AwsNodeSettings.ofEnvironment(variables).pool();
        Vpc vpc = Vpc.EMPTY.with(TreePMap.singleton(subnet.id(), subnet));
        finder = new AddressFinder(vpc, OptionalLong.empty());
        SubnetEc2 ec2 = new SubnetEc2(finder, vpc.subnets(), List.of(subnet), device -> "eni-" + device, Duration.ZERO, calls);
        pool = new AddressPool(new PoolState.Limits(of.slotsPerInterface(), of.interfaces(), Set.of(), maxPods), settings, settings.prefixesOn(of),
                PoolOrder.FIXED, ec2);
        Ip primary = finder.take(subnet, 1).orElseThrow().getFirst();
        pool.add(new PoolInterface("eni-0", 0, subnet.id(), primary, false, now, now));
        settle();
    }

    static TestPool large(int maxPods, String... environment) {
        return new TestPool("m5.large", maxPods, subnet("10.0.0.0/20"), environment);
    }

    static Subnet subnet(String cidr) {
        return Subnet.plain("subnet", "vpc", "us-east-1a", Cidr.parse(cidr), "");
    }

    /** Runs turns of ipamd's loop at this moment until one changes nothing. */
    TestPool settle() {
        Decision decision;
        do {
            decision = decision();
        } while (decision.action().map(action -> pool.carryOut(action, now)).map(this::noted).orElse(false));
        return this;
    }

    private boolean noted(Outcome outcome) {
        refusal = outcome.refusal();
        return outcome.changed();
    }

    Decision decision() {
        return WarmPool.decide(pool.state(now), settings, now);
    }

    /** Pods {@code from} to {@code to - 1} come; the pool follows each. */
    TestPool come(int from, int to) {
        for (int i = from; i < to; i++) {
            pool.assign(new Holder("default", "pod-" + i, "uid-" + i), now);
            settle();
        }
        return this;
    }

    Optional<Ip> ask(int pod) {
        return pool.assign(new Holder("default", "pod-" + pod, "uid-" + pod), now);
    }

    TestPool go(int from, int to) {
        for (int i = from; i < to; i++) {
            pool.release("uid-" + i, now);
        }
        return settle();
    }

    /** Time passes; the loop turns every five seconds. */
    TestPool pass(Duration time) {
        for (long second = 5; second <= time.toSeconds(); second += 5) {
            now = now.plusSeconds(5);
            settle();
        }
        return this;
    }

    int total() {
        return pool.state(now).total(now);
    }

    int prefixes() {
        return pool.state(now).prefixes();
    }

    /** @return slots in use of each interface */
    List<Integer> slots() {
        return pool.interfaces().stream().map(of -> of.slots().size()).toList();
    }
}
