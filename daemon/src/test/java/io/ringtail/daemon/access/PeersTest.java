package io.ringtail.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses share an account. */
final class PeersTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,        127.0.0.1",
        "127.0.0.77,       127.0.0.1",
        "127.255.255.254,  127.0.0.1",
        "::1,              127.0.0.1",
        "192.0.2.7,        192.0.2.7",
        "2001:db8::1,      2001:db8:0:0::/64",
        "2001:db8:0:0:ffff::1, 2001:db8:0:0::/64",
        "2001:db8:0:1::1,  2001:db8:0:1::/64",
        "::ffff:192.0.2.7, 192.0.2.7",
    })
    void shouldTakeLoopbackAndEachNetworkOfIPv6ForOne(String address, String account) throws Exception {
        assertThat(Peers.account(InetAddress.getByName(address))).isEqualTo(account);
    }

    @Test
    void shouldOmitTheZone() throws Exception {
        byte[] address = InetAddress.getByName("fe80::1").getAddress();
        InetAddress local = Inet6Address.getByAddress(null, address, 3);
        assertThat(Peers.address(local)).isEqualTo("fe80:0:0:0:0:0:0:1");
        assertThat(Peers.account(local)).isEqualTo("fe80:0:0:0::/64");
    }

    @Test
    void shouldCountThePrincipalsOfANetworkTogetherAndNameTheirAddresses() throws Exception {
        Principal one = anonymous("2001:db8::1");
        Principal other = anonymous("2001:db8::2");
        assertThat(one.account()).isEqualTo(other.account());
        assertThat(one.isSameAs(other)).isFalse();
        assertThat(one).hasToString("anonymous, 2001:db8:0:0:0:0:0:1");
        Slots slots = new Slots("streams", 10, PeerLimits.of(10, 1));
        slots.take(one.account(), false);
        assertThatThrownBy(() -> slots.take(other.account(), false))
                .isInstanceOf(LimitException.class)
                .hasMessageStartingWith("2001:db8:0:0::/64 has 1 streams, which is its limit");
    }

    private static Principal anonymous(String address) throws Exception {
        return Principal.anonymous(Peers.address(InetAddress.getByName(address)), Set.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"an unknown address", "", "a:b", "::", "1:2:3:4:5:6:7"})
    void shouldLeaveOtherTextsAlone(String text) {
        assertThat(Peers.account(text)).isEqualTo(text);
    }
}
