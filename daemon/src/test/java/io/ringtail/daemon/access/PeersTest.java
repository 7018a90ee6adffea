package io.ringtail.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses share an account. */
final class PeersTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,        127.0.0.1",
        "127.0.0.77,       127.0.0.1",
        "127.255.255.254,  127.0.0.1",
        "::1,              127.0.0.1",
        "192.0.2.7,        192.0.2.7",
        "2001:db8::1,      2001:db8:0:0:0:0:0:1",
    })
    void shouldTakeAllLoopbackAddressesForOne(String address, String account) throws Exception {
        assertThat(Peers.account(InetAddress.getByName(address))).isEqualTo(account);
    }

    @Test
    void shouldOmitTheZone() throws Exception {
        byte[] address = InetAddress.getByName("fe80::1").getAddress();
        assertThat(Peers.account(Inet6Address.getByAddress(null, address, 3))).isEqualTo("fe80:0:0:0:0:0:0:1");
    }
}
