package dev.glassplane.linux.netfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.linux.IptablesText;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvaluatorTests {

    private static final Packet PACKET = Packet.of(Protocol.TCP, Ip.parse("10.0.0.7"), 4000, Ip.parse("10.0.1.3"), 80);
    private static final int RULE_SETS = 300;
    private static final int PACKETS_PER_SET = 20;

    @Test
    void aJumpComesBackAndAGotoDoesNot() {
        RecordingView view = walk("""
                *filter
                :A - [0:0]
                :B - [0:0]
                :C - [0:0]
                -A FORWARD -d 10.9.9.9/32 -j DROP
                -A FORWARD -j A
                -A FORWARD -j MARK --set-xmark 0x4/0x4
                -A FORWARD -s 10.9.9.9/32 -j DROP
                -A A -d 10.9.9.9/32 -j DROP
                -A A -g B
                -A A -j DROP
                -A B -j C
                -A C -j RETURN
                -A C -j DROP
                """);
        assertThat(view.log).containsExactly("matched FORWARD/2 jump +1", "matched A/2 goto +1", "matched B/1 jump +0", "matched C/1 return +0",
                "ended B return +0", "matched FORWARD/3 continue +0", "mark 4", "ended FORWARD accept +1");
    }

    @Test
    void returnFromABaseChainIsItsPolicy() {
        String rules = "-A FORWARD -j RETURN\n-A FORWARD -j ACCEPT\n";
        assertThat(verdict("*filter\n:FORWARD DROP [0:0]\n" + rules)).isInstanceOf(Verdict.Dropped.class);
        assertThat(verdict("*filter\n:FORWARD ACCEPT [0:0]\n" + rules)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void aGotoFromABaseChainEndsInThePolicy() {
        assertThat(verdict("*filter\n:FORWARD DROP [0:0]\n:A - [0:0]\n-A FORWARD -g A\n-A FORWARD -j ACCEPT\n")).isInstanceOf(Verdict.Dropped.class);
    }

    @Test
    void conditionsAreMetOrNot() {
        assertThat(matches("-s 10.0.0.0/24")).isTrue();
        assertThat(matches("! -s 10.0.0.0/24")).isFalse();
        assertThat(matches("-d 10.0.1.3/32 -p tcp -m tcp --dport 80")).isTrue();
        assertThat(matches("-p tcp -m tcp --dport 81:90")).isFalse();
        assertThat(matches("-p tcp -m tcp ! --dport 81:90")).isTrue();
        assertThat(matches("-p udp -m udp --dport 80")).isFalse();
        assertThat(matches("-p tcp -m tcp")).isTrue();
        assertThat(matches("-i eth+")).isTrue();
        assertThat(matches("-i eth")).isFalse();
        assertThat(matches("! -o vlan+")).as("no device at this hook").isTrue();
        assertThat(matches("-m addrtype ! --dst-type LOCAL")).isTrue();
        assertThat(matches("-m addrtype --src-type LOCAL")).isFalse();
        assertThat(matches("-m addrtype --dst-type LOCAL --limit-iface-in")).isFalse();
        assertThat(matches("-m mark --mark 0x0/0x4000")).isTrue();
        assertThat(matches("-m mark ! --mark 0x0/0x4000")).isFalse();
        assertThat(matches("-m connmark --mark 0x80/0x80")).isFalse();
        assertThat(matches("-m connmark ! --mark 0x80/0x80")).isTrue();
        assertThat(matches("-m conntrack --ctstate NEW,RELATED")).isTrue();
        assertThat(matches("-m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT")).isTrue();
        assertThat(matches("-m conntrack --ctstate DNAT,SNAT")).isFalse();
        assertThat(matches("-m nfacct --nfacct-name  n -m comment --comment \"a b\"")).isTrue();
        assertThat(matches("-m recent --rcheck --seconds 10 --reap --name L --mask 255.255.255.255 --rsource")).isFalse();
        assertThat(matches("-m recent --set --name L --mask 255.255.255.255 --rsource "
                + "-m recent --rcheck --seconds 10 --reap --name L --mask 255.255.255.255 --rsource")).isTrue();
    }

    @Test
    void marksAreChangedUnderTheirMask() {
        RecordingView view = walk("""
                *filter
                -A FORWARD -j MARK --set-xmark 0x3/0xffffffff
                -A FORWARD -j MARK --set-xmark 0x4000/0x4000
                -A FORWARD -j MARK --set-xmark 0x4000/0x0
                -A FORWARD -j CONNMARK --set-xmark 0x81/0xff
                -A FORWARD -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80
                """);
        assertThat(view.log).filteredOn(line -> line.contains("mark ")).containsExactly("mark 3", "mark " + 0x4003, "mark 3", "connmark " + 0x81,
                "mark " + 0x83);
    }

    @Test
    void rulesThatTheKernelWouldNotLoadFail() {
        assertThatThrownBy(() -> walk("*filter\n-A FORWARD -j NOWHERE\n")).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("FORWARD").hasMessageContaining("NOWHERE");
        assertThatThrownBy(() -> walk("*filter\n-A FORWARD -j A\n-A A -j A\n")).hasMessageContaining("loop");
        assertThatThrownBy(() -> walk("*filter\n-A FORWARD -j A\n-A A -g A\n")).hasMessageContaining("loop");
    }

    @Test
    void aListOfRecentSourcesForgetsByTimeAndByNumber() {
        RecentLists lists = new RecentLists();
        Ip first = Ip.parse("10.0.0.1");
        lists.set("L", first, Instant.EPOCH);
        assertThat(lists.check("L", first, 10, Instant.EPOCH.plusSeconds(10))).isTrue();
        assertThat(lists.check("L", first, 10, Instant.EPOCH.plusSeconds(11))).isFalse();
        assertThat(lists.check("other", first, 10, Instant.EPOCH)).isFalse();
        for (int i = 1; i <= RecentLists.ADDRESSES_PER_LIST_MAX; i++) {
            lists.set("L", first.plus(i), Instant.EPOCH);
        }
        assertThat(lists.check("L", first, 10, Instant.EPOCH)).isFalse();
        assertThat(lists.check("L", first.plus(1), 10, Instant.EPOCH)).isTrue();
    }

    /** Whatever the rules, the index changes neither what happens nor what is counted. */
    @Test
    void aWalkWithTheIndexEqualsAWalkWithoutIt() {
        SplittableRandom random = new SplittableRandom(7);
        int matched = 0;
        for (int set = 0; set < RULE_SETS; set++) {
            Netfilter netfilter = netfilter(randomTables(random));
            Chain base = base(netfilter);
            for (int i = 0; i < PACKETS_PER_SET; i++) {
                Packet packet = Packet.of(random.nextBoolean() ? Protocol.TCP : Protocol.UDP, Ip.parse("10.0.0." + random.nextInt(6)), 4000,
                        Ip.parse("10.0.1." + random.nextInt(6)), 80 + random.nextInt(6));
                long seed = random.nextLong();
                RecordingView linear = new RecordingView(packet, seed);
                RecordingView indexed = new RecordingView(packet, seed);
                Verdict expected = Evaluator.walkLinear(netfilter, base, linear);
                assertThat(Evaluator.walk(netfilter, base, indexed)).isEqualTo(expected);
                assertThat(indexed.log).isEqualTo(linear.log);
                matched += linear.log.size();
            }
        }
        assertThat(matched).as("the rule sets are not trivial").isGreaterThan(RULE_SETS * PACKETS_PER_SET * 2);
    }

    private static String randomTables(SplittableRandom random) {
        StringBuilder text = new StringBuilder("*filter\n:FORWARD ACCEPT [0:0]\n:C0 - [0:0]\n:C1 - [0:0]\n:C2 - [0:0]\n:C3 - [0:0]\n");
        List<String> chains = List.of("FORWARD", "C0", "C1", "C2", "C3");
        for (int at = 0; at < chains.size(); at++) {
            int rules = random.nextInt(60);
            for (int i = 0; i < rules; i++) {
                text.append("-A ").append(chains.get(at)).append(conditions(random)).append(target(random, chains, at)).append('\n');
            }
        }
        return text.toString();
    }

    private static String conditions(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        String not = random.nextInt(5) == 0 ? " !" : "";
        text.append(random.nextInt(2) == 0 ? "" : not + " -d 10.0.1." + random.nextInt(6) + (random.nextInt(6) == 0 ? "/31" : "/32"));
        text.append(random.nextInt(4) == 0 ? " -s 10.0.0." + random.nextInt(6) + "/32" : "");
        String effect = switch (random.nextInt(8)) {
            case 0 -> " -m statistic --mode random --probability 0.50000000000";
            case 1 -> " -m recent --set --name L --mask 255.255.255.255 --rsource";
            case 2 -> " -m recent --rcheck --seconds 10 --reap --name L --mask 255.255.255.255 --rsource";
            case 3 -> " -m mark --mark 0x1/0x1";
            default -> "";
        };
        String ports = random.nextInt(2) == 0 ? "" : " -p tcp -m tcp" + (random.nextInt(6) == 0 ? " !" : "") + " --dport "
                + (80 + random.nextInt(6)) + (random.nextInt(6) == 0 ? ":84" : "");
        return text.append(random.nextBoolean() ? effect + ports : ports + effect).toString();
    }

    private static String target(SplittableRandom random, List<String> chains, int at) {
        String later = at + 1 < chains.size() ? chains.get(at + 1 + random.nextInt(chains.size() - at - 1)) : null;
        return switch (random.nextInt(12)) {
            case 0 -> " -j ACCEPT";
            case 1 -> " -j DROP";
            case 2 -> " -j RETURN";
            case 3, 4, 5 -> later == null ? "" : " -j " + later;
            case 6 -> later == null ? "" : " -g " + later;
            case 7 -> " -j MARK --set-xmark 0x1/0x0";
            default -> "";
        };
    }

    private static boolean matches(String conditions) {
        return verdict("*filter\n-A FORWARD " + conditions + " -j DROP\n") instanceof Verdict.Dropped;
    }

    private static RecordingView walk(String tables) {
        RecordingView view = new RecordingView(PACKET, 1);
        Netfilter netfilter = netfilter(tables);
        Evaluator.walk(netfilter, base(netfilter), view);
        return view;
    }

    private static Verdict verdict(String tables) {
        Netfilter netfilter = netfilter(tables);
        return Evaluator.walk(netfilter, base(netfilter), new RecordingView(PACKET, 1));
    }

    private static Netfilter netfilter(String tables) {
        return Netfilter.of(List.of(IptablesText.parse(Family.IPV4, tables)));
    }

    private static Chain base(Netfilter netfilter) {
        return netfilter.baseChains(Family.IPV4, Hook.FORWARD).getFirst();
    }
}
