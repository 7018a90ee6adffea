package io.ringtail.kafka.ship;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.record.HostName;
import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.fleet.FleetShipper;
import io.ringtail.reader.fleet.ShipOptions;
import io.ringtail.reader.fleet.Shipping;
import io.ringtail.reader.remote.ResumedStream;
import java.io.IOException;
import java.util.function.Consumer;

/** The shipping side of this module, found by {@link java.util.ServiceLoader}. */
public final class KafkaShipper implements FleetShipper {
    /** Creates the service. */
    public KafkaShipper() {}

    @Override
    public Shipping ship(
            FleetSettings settings, ShipOptions options, ResumedStream.Daemons daemons, Consumer<String> notices)
            throws IOException {
        if (!HostName.isValid(options.host())) {
            throw new FleetException("the host name '" + options.host() + "' cannot be in a key: give --host NAME with"
                    + " letters, digits, '.', '_' and '-', at most " + HostName.MAX_LENGTH);
        }
        return new Shipper(new Clients(ClientSettings.of(settings)), options, daemons, notices);
    }
}
