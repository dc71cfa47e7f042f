package dev.glassplane.apiserver;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/** The kubeconfig that points kubectl at this server. */
final class Kubeconfig {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+(:\\d+)?|\\[[0-9A-Fa-f:.]+](:\\d+)?");

    private Kubeconfig() {}

    /**
     * @param server URL, for example {@code http://127.0.0.1:8080}
     * @param token  to send, empty for none
     */
    static String text(String server, String token) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: glassplane
                  cluster:
                    server: %s
                contexts:
                - name: glassplane
                  context:
                    cluster: glassplane
                    user: glassplane
                current-context: glassplane
                users:
                - name: glassplane
                  user: {%s}
                """.formatted(server, token.isEmpty() ? "" : "token: '" + token.replace("'", "''") + "'");
    }

    /** The address at which the client reached the server, so that it works through a forwarded port too. */
    static String serverUrl(HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (host == null || !HOST.matcher(host).matches()) {
            String address = request.getLocalAddr();
            host = (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + request.getLocalPort();
        }
        return request.getScheme() + "://" + host;
    }
}
