package io.kubevert.kubeproxy.loadbalancer.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressPoolTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1-10.0.0.9,                 default, [10.0.0.1-10.0.0.9],                         9",
    "10.0.0.7,                          default, [10.0.0.7-10.0.0.7],                         1",
    "10.0.0.77/24,                      default, [10.0.0.0-10.0.0.255],                     256",
    "'public=192.0.2.0/28,10.0.0.1',    public,  '[192.0.2.0-192.0.2.15, 10.0.0.1-10.0.0.1]', 17",
    "255.255.255.254-255.255.255.255,   default, [255.255.255.254-255.255.255.255],            2",
    "2001:db8::1-2001:db8:0:0:0:0:0:a,  default, [2001:db8::1-2001:db8::a],                   10",
    "2001:db8::77/120,                  default, [2001:db8::-2001:db8::ff],                  256",
    "2001:db8::/64,  default, [2001:db8::-2001:db8::ffff:ffff:ffff:ffff], 18446744073709551616",
  })
  void reads(String text, String name, String ranges, BigInteger size) {
    AddressPool pool = AddressPool.parse(text);

    assertThat(pool.name()).isEqualTo(name);
    assertThat(pool.ranges()).hasToString(ranges);
    assertThat(pool.size()).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24,             254",
    "10.0.0.250-10.0.1.5,     10",
    "10.0.0.255,              0",
    "10.0.0.0-10.0.0.0,       0",
    "10.0.0.1-10.0.0.2,       2",
    "10.0.0.0/16,             65024",
    "'10.0.0.0/31,10.0.0.2',  2",
  })
  void leavesOutBuggyAddressesIfItIsTo(String ranges, BigInteger usable) {
    AddressPool all = AddressPool.parse(ranges + ",2001:db8::/120");
    AddressPool pool =
        new AddressPool(all.name(), all.ranges(), all.labels(), true, true, ServiceAllocation.ANY);
    assertThat(pool.usable(false)).isEqualTo(usable).isEqualTo(pool.addresses(false).count());
    assertThat(pool.usable(true)).isEqualTo(256);
    assertThat(all.usable(false).add(all.usable(true))).isEqualTo(all.size());
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.9-10.0.0.1, 10.0.0.9 comes after 10.0.0.1",
    "10.0.0.1-fd00::1,  10.0.0.1 and fd00::1 are of two families",
    "10.0.0.0/33,       '''10.0.0.0/33'' does not end in a prefix length of at most 32'",
    "=10.0.0.1,         an address pool needs a name and a range",
    "ten,               '''ten'' is not an IP address'",
  })
  void saysWhatIsWrong(String text, String fault) {
    assertThatThrownBy(() -> AddressPool.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(fault);
  }
}
