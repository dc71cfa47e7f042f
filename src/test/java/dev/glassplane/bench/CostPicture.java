package dev.glassplane.bench;

import dev.glassplane.bench.CostBench.Case;
import dev.glassplane.bench.CostBench.Point;
import dev.glassplane.proxy.ProxyMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The costs as a picture: a panel a connection, a line a mode, both axes logarithmic. */
final class CostPicture {

    private static final int PANEL = 250;
    private static final int LEFT = 60;
    private static final int TOP = 50;
    private static final int GAP = 60;
    private static final int X_FROM = 1;
    private static final int X_TO = 4;
    private static final int Y_FROM = 0;
    private static final int Y_TO = 5;
    private static final Map<ProxyMode, String> COLOURS = Map.of(ProxyMode.IPTABLES, "#c0392b", ProxyMode.IPVS, "#8e44ad", ProxyMode.NFTABLES, "#2471a3",
            ProxyMode.EBPF, "#1e8449");
    private static final Map<ProxyMode, String> MARKS = Map.of(ProxyMode.IPTABLES, "", ProxyMode.IPVS, "6 3", ProxyMode.NFTABLES, "2 2", ProxyMode.EBPF, "8 2 2 2");

    private final StringBuilder svg = new StringBuilder();

    private CostPicture() {}

    static String draw(List<Point> points) {
        CostPicture picture = new CostPicture();
        int width = LEFT + Case.values().length * (PANEL + GAP);
        int height = TOP + PANEL + 80;
        picture.svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(width).append("\" height=\"").append(height)
                .append("\" viewBox=\"0 0 ").append(width).append(' ').append(height).append("\" font-family=\"sans-serif\" font-size=\"12\">\n")
                .append("<title>Rules and probes asked for the first packet of a connection, by number of Services</title>\n")
                .append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (Case of : Case.values()) {
            picture.panel(of, points.stream().filter(point -> point.of() == of).toList());
        }
        picture.text(14, TOP + PANEL / 2.0, "rules + probes", "middle\" transform=\"rotate(-90 14 " + (TOP + PANEL / 2) + ")");
        picture.legend(points.stream().map(Point::mode).distinct().sorted().toList(), height - 14);
        return picture.svg.append("</svg>\n").toString();
    }

    private void panel(Case of, List<Point> points) {
        int left = LEFT + of.ordinal() * (PANEL + GAP);
        text(left + PANEL / 2.0, TOP - 12, of.words(), "middle");
        for (int power = X_FROM; power <= X_TO; power++) {
            line(x(left, power), TOP, x(left, power), TOP + PANEL);
            text(x(left, power), TOP + PANEL + 16, String.format(Locale.ROOT, "%,d", (int) Math.pow(10, power)), "middle");
        }
        for (int power = Y_FROM; power <= Y_TO; power++) {
            line(left, y(power), left + PANEL, y(power));
            if (of.ordinal() == 0) {
                text(left - 6, y(power) + 4, String.format(Locale.ROOT, "%,d", (int) Math.pow(10, power)), "end");
            }
        }
        text(left + PANEL / 2.0, TOP + PANEL + 34, "Services", "middle");
        points.stream().collect(Collectors.groupingBy(Point::mode)).entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(mode -> {
            String path = mode.getValue().stream().map(point -> number(x(left, Math.log10(point.services()))) + "," + number(y(Math.log10(Math.max(1, point.asked())))))
                    .collect(Collectors.joining(" "));
            svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(COLOURS.get(mode.getKey())).append("\" stroke-dasharray=\"")
                    .append(MARKS.get(mode.getKey())).append("\" points=\"").append(path).append("\"/>\n");
        });
    }

    private void legend(List<ProxyMode> modes, int y) {
        for (int i = 0; i < modes.size(); i++) {
            int x = LEFT + i * 130;
            svg.append("<line x1=\"").append(x).append("\" y1=\"").append(y - 4).append("\" x2=\"").append(x + 40).append("\" y2=\"").append(y - 4)
                    .append("\" stroke-width=\"2\" stroke=\"").append(COLOURS.get(modes.get(i))).append("\" stroke-dasharray=\"")
                    .append(MARKS.get(modes.get(i))).append("\"/>\n");
            text(x + 46, y, modes.get(i).word(), "start");
        }
    }

    private static double x(int left, double power) {
        return left + PANEL * (power - X_FROM) / (X_TO - X_FROM);
    }

    private static double y(double power) {
        return TOP + PANEL * (1 - (power - Y_FROM) / (Y_TO - Y_FROM));
    }

    private void line(double x1, double y1, double x2, double y2) {
        svg.append("<line stroke=\"#dddddd\" x1=\"").append(number(x1)).append("\" y1=\"").append(number(y1)).append("\" x2=\"").append(number(x2))
                .append("\" y2=\"").append(number(y2)).append("\"/>\n");
    }

    private void text(double x, double y, String words, String anchor) {
        svg.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y)).append("\" text-anchor=\"").append(anchor).append("\">")
                .append(words).append("</text>\n");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
