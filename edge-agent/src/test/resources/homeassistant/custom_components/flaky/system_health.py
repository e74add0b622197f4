"""Its health is whether the address in faults/address answers."""

from pathlib import Path

from homeassistant.components import system_health


def async_register(hass, register):
    register.async_register_info(info)


async def info(hass):
    address = await hass.async_add_executor_job(
        Path(hass.config.path("faults", "address")).read_text
    )
    return {"can_reach_bridge": system_health.async_check_can_reach_url(hass, address.strip())}
