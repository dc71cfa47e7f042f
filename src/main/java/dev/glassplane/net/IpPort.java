package dev.glassplane.net;

/**
 * An address and a port.
 *
 * @param ip   the address
 * @param port 0 to 65535
 */
public record IpPort(Ip ip, int port) {

    public IpPort {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not in 0..65535");
        }
    }

    /** @return {@code 10.0.0.1:80} or {@code [fd00::1]:80}: the text that kube-proxy hashes and iptables prints */
    @Override
    public String toString() {
        return ip.isV4() ? ip + ":" + port : "[" + ip + "]:" + port;
    }
}
