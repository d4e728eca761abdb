package dev.parley.kit.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses that begin with the same bits: {@code 10.0.0.0/8}, {@code fd00::/8}, or a single one.
 *
 * @param zone the name or number of the network interface through which they are reached, as {@code fe80::1%eth0} has it; empty: any
 */
public record AddressRange(InetAddress first, int bits, String zone) {
    // only what is written as an address: a name must never be looked up here
    private static final Pattern LITERAL = Pattern.compile(
            "([0-9]+(?:\\.[0-9]+){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*)(?:%([A-Za-z0-9._-]+))?(?:/([0-9]{1,3}))?");

    /** Empty for a text that is no address and no range. */
    public static Optional<AddressRange> parse(String text) {
        Matcher literal = LITERAL.matcher(text);
        if (!literal.matches()) {
            return Optional.empty();
        }
        try {
            InetAddress first = InetAddress.ofLiteral(literal.group(1));
            String zone = literal.group(2) == null ? "" : literal.group(2);
            int all = first.getAddress().length * Byte.SIZE;
            int bits = literal.group(3) == null ? all : Integer.parseInt(literal.group(3));
            boolean isOne = bits <= all && (zone.isEmpty() || first instanceof Inet6Address);
            return isOne ? Optional.of(new AddressRange(first, bits, zone)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** For ranges that stand in the code. */
    public static AddressRange of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException(text + " (expected: an address range)"));
    }

    /** False for an address of the other family. */
    public boolean contains(InetAddress address) {
        byte[] ours = first.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >>> (bit % Byte.SIZE);
            if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return zone.isEmpty() || (address instanceof Inet6Address scoped && isInZone(scoped.getScopeId()));
    }

    private boolean isInZone(int scopeId) {
        if (zone.equals(Integer.toString(scopeId))) {
            return true;
        }
        try {
            NetworkInterface named = NetworkInterface.getByName(zone);
            return named != null && named.getIndex() == scopeId;
        } catch (SocketException unknown) {
            return false;
        }
    }
}
