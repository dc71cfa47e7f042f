package dev.glassplane.registry.schema;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.regex.Pattern;

/** Formats of texts that {@code kube-openapi: pkg/validation/strfmt} checks. An unknown name checks nothing, as there. */
final class Formats {

    private static final Pattern UUID = Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
    private static final Pattern UUID4 = Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}");
    private static final Pattern MAC = Pattern.compile("(?i)([0-9a-f]{2}:){5}[0-9a-f]{2}|([0-9a-f]{2}-){5}[0-9a-f]{2}|([0-9a-f]{4}\\.){2}[0-9a-f]{4}");
    private static final Pattern HOSTNAME = Pattern.compile("(?i)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"]+@[^\\s@<>\"]+");
    private static final Pattern DURATION = Pattern.compile("[+-]?(\\d+(\\.\\d*)?(ns|us|µs|μs|ms|s|m|h))+|0"
            + "|\\d+ ?(ns|nano|us|micro|ms|milli|s|sec|second|m|min|minute|h|hr|hour|d|day|w|week)s?");
    private static final int HOSTNAME_MAX = 255;

    private Formats() {}

    static boolean matches(String format, String value) {
        return switch (format) {
            case "ipv4" -> Ip.tryParse(value).filter(ip -> ip.family() == Family.IPV4).isPresent();
            case "ipv6" -> Ip.tryParse(value).filter(ip -> ip.family() == Family.IPV6).isPresent();
            case "cidr" -> value.indexOf('/') > 0 && Cidr.tryParse(value).isPresent();
            case "date-time", "datetime" -> isTime(value);
            case "date" -> isDate(value);
            case "duration" -> DURATION.matcher(value).matches();
            case "uuid" -> UUID.matcher(value).matches();
            case "uuid4" -> UUID4.matcher(value).matches();
            case "mac" -> MAC.matcher(value).matches();
            case "hostname" -> value.length() <= HOSTNAME_MAX && HOSTNAME.matcher(value).matches();
            case "email" -> EMAIL.matcher(value).matches();
            case "uri" -> isUri(value);
            case "byte" -> isBase64(value);
            default -> true;
        };
    }

    private static boolean isTime(String value) {
        try {
            return OffsetDateTime.parse(value) != null;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private static boolean isDate(String value) {
        try {
            return LocalDate.parse(value) != null;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private static boolean isUri(String value) {
        try {
            return new URI(value).isAbsolute() || value.startsWith("/");
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static boolean isBase64(String value) {
        try {
            return Base64.getDecoder().decode(value) != null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
