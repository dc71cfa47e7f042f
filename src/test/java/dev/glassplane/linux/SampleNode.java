package dev.glassplane.linux;

/** A node as the VPC CNI and kube-proxy make it: three pods on eth0, one on the second interface, and a Service of three of them. */
public final class SampleNode {

    /** Tables of the node. The Service 10.100.0.10:80 (node port 30080) has three endpoints, 10.100.0.11:80 has none. */
    public static final String TABLES = """
            *mangle
            :PREROUTING ACCEPT [0:0]
            :INPUT ACCEPT [0:0]
            :FORWARD ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :POSTROUTING ACCEPT [0:0]
            -A PREROUTING -i eth0 -m comment --comment "AWS, primary ENI" -m addrtype --dst-type LOCAL --limit-iface-in -j CONNMARK --set-xmark 0x80/0x80
            -A PREROUTING -i eni+ -m comment --comment "AWS, primary ENI" -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80
            COMMIT
            *filter
            :INPUT ACCEPT [0:0]
            :FORWARD ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :KUBE-FORWARD - [0:0]
            :KUBE-SERVICES - [0:0]
            -A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
            -A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
            -A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
            -A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
            -A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
            -A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            -A KUBE-SERVICES -d 10.100.0.11/32 -p tcp -m comment --comment "shop/empty has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
            COMMIT
            *nat
            :PREROUTING ACCEPT [0:0]
            :INPUT ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :POSTROUTING ACCEPT [0:0]
            :AWS-SNAT-CHAIN-0 - [0:0]
            :KUBE-EXT-WEB - [0:0]
            :KUBE-MARK-MASQ - [0:0]
            :KUBE-NODEPORTS - [0:0]
            :KUBE-POSTROUTING - [0:0]
            :KUBE-SEP-A - [0:0]
            :KUBE-SEP-B - [0:0]
            :KUBE-SEP-C - [0:0]
            :KUBE-SERVICES - [0:0]
            :KUBE-SVC-WEB - [0:0]
            -A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
            -A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
            -A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
            -A POSTROUTING -m comment --comment "AWS SNAT CHAIN" -j AWS-SNAT-CHAIN-0
            -A AWS-SNAT-CHAIN-0 -d 10.0.0.0/16 -m comment --comment "AWS SNAT CHAIN" -j RETURN
            -A AWS-SNAT-CHAIN-0 ! -o vlan+ -m comment --comment "AWS, SNAT" -m addrtype ! --dst-type LOCAL -j SNAT --to-source 10.0.1.10 --random-fully
            -A KUBE-EXT-WEB -m comment --comment "masquerade traffic for shop/web external destinations" -j KUBE-MARK-MASQ
            -A KUBE-EXT-WEB -j KUBE-SVC-WEB
            -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
            -A KUBE-NODEPORTS -p tcp -m comment --comment "shop/web" -m tcp --dport 30080 -j KUBE-EXT-WEB
            -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
            -A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
            -A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
            -A KUBE-SEP-A -s 10.0.1.11/32 -m comment --comment "shop/web" -j KUBE-MARK-MASQ
            -A KUBE-SEP-A -p tcp -m comment --comment "shop/web" -m tcp -j DNAT --to-destination 10.0.1.11:8080
            -A KUBE-SEP-B -s 10.0.1.12/32 -m comment --comment "shop/web" -j KUBE-MARK-MASQ
            -A KUBE-SEP-B -p tcp -m comment --comment "shop/web" -m tcp -j DNAT --to-destination 10.0.1.12:8080
            -A KUBE-SEP-C -s 10.0.1.77/32 -m comment --comment "shop/web" -j KUBE-MARK-MASQ
            -A KUBE-SEP-C -p tcp -m comment --comment "shop/web" -m tcp -j DNAT --to-destination 10.0.1.77:8080
            -A KUBE-SERVICES -d 10.100.0.10/32 -p tcp -m comment --comment "shop/web cluster IP" -m tcp --dport 80 -j KUBE-SVC-WEB
            -A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
            -A KUBE-SVC-WEB -m comment --comment "shop/web -> 10.0.1.11:8080" -m statistic --mode random --probability 0.33333333349 -j KUBE-SEP-A
            -A KUBE-SVC-WEB -m comment --comment "shop/web -> 10.0.1.12:8080" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-B
            -A KUBE-SVC-WEB -m comment --comment "shop/web -> 10.0.1.77:8080" -j KUBE-SEP-C
            COMMIT
            """;

    private SampleNode() {}

    /** @return the node: eth0 10.0.1.10/24, eth1 10.0.1.50 with table 2, pods .11, .12 and, on eth1, .77 */
    public static HostText host() {
        return HostText.named("node-a")
                .device("eth0", "10.0.1.10/24").device("eth1", "10.0.1.50/32").device("eni11").device("eni12").device("eni77")
                .route("default via 10.0.1.1 dev eth0")
                .route("10.0.1.11 dev eni11").route("10.0.1.12 dev eni12").route("10.0.1.77 dev eni77")
                .route("10.0.1.1 dev eth1 table 2").route("default via 10.0.1.1 dev eth1 table 2")
                .rule("512: from all to 10.0.1.11 lookup main").rule("512: from all to 10.0.1.12 lookup main")
                .rule("512: from all to 10.0.1.77 lookup main").rule("1024: from all fwmark 0x80/0x80 lookup main")
                .rule("1536: from 10.0.1.77 lookup 2")
                .sysctl("net.ipv4.ip_forward", "1").sysctl("net.ipv4.conf.eth0.rp_filter", "2")
                .tables(TABLES);
    }
}
