// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/svg_canvas.h"

#include <array>
#include <map>

namespace interleave::exporting {
namespace {

constexpr std::size_t kHues = 8;
/// 0 baseline, 1 threads, 2 processes, 3 event loop, 4 hybrid, 5 queue, stream and futures, 6 producer–consumer, 7 emulated lock.
constexpr std::array<std::string_view, kHues> kLight{"#1f1f1f", "#265c99", "#f0560a", "#25826c", "#c76b9a", "#2090e6", "#a58a5c", "#5e6211"};
constexpr std::array<std::string_view, kHues> kDark{"#f2f2f2", "#3a7fd2", "#d05a08", "#43fcca", "#c27893", "#3dbded", "#c4ab78", "#daec00"};

struct Surface {
    std::string_view text, muted, grid, axis, plot, running, ready, lock, io, queued, rest, outline;
};
constexpr Surface kLightSurface{"#232629", "#5c6268", "#dcdfe2", "#4a4f55", "#ffffff", "#1b7f5c", "#f2b705", "#b3261e", "#8ec1f0", "#5b4b8a", "#dadde1", "#4a4f55"};
constexpr Surface kDarkSurface{"#fcfcfc", "#aeb4ba", "#33383d", "#aeb4ba", "#1b1e20", "#2fa37a", "#ffd34d", "#e5484d", "#9ccbff", "#7a68b8", "#3a4047", "#aeb4ba"};

constexpr std::array<std::pair<std::string_view, int>, 9> kHueOfWord{{{"hybrid", 4}, {"queue", 5}, {"stream", 5}, {"producer", 6}, {"gil", 7},
                                                                      {"futures", 5}, {"process", 2}, {"async", 3}, {"thread", 1}}};
constexpr std::array<std::string_view, 5> kDashes{"", "6 3", "2 3", "7 3 2 3", "7 3 2 3 2 3"};
constexpr std::array<int, kHues> kFirstDash{1, 0, 0, 0, 1, 2, 3, 4};
constexpr std::array<int, kHues> kFirstMarker{0, 0, 1, 2, 3, 4, 5, 6};
constexpr int kMarkers = 7;

int hueOf(std::string_view id)
{
    for (const auto &[word, hue] : kHueOfWord) {
        if (id.find(word) != std::string_view::npos)
            return hue;
    }
    return 0;
}

std::string rule(std::string_view selector, std::string_view property, std::string_view value)
{
    return "." + std::string(selector) + '{' + std::string(property) + ':' + std::string(value) + "}\n";
}

std::string seriesRules(const std::array<std::string_view, kHues> &hues)
{
    std::string css;
    for (std::size_t i = 0; i < kHues; ++i) {
        css += rule("s" + std::to_string(i), "stroke", hues.at(i));
        css += rule("f" + std::to_string(i), "fill", hues.at(i));
    }
    return css;
}

std::string surfaceRules(const Surface &c)
{
    return rule("t,.b,.h", "fill", c.text) + rule("t", "stroke", c.plot) + rule("m,.mh", "fill", c.muted) + rule("g", "stroke", c.grid) + rule("a,.o,.ah", "stroke", c.axis)
        + rule("plot", "fill", c.plot) + rule("qc", "fill", c.running) + rule("qr", "fill", c.ready) + rule("ql", "fill", c.lock) + rule("qi", "fill", c.io)
        + rule("qq", "fill", c.queued) + rule("qx", "fill", c.rest) + rule("edge", "stroke", c.outline) + rule("head", "fill", c.axis);
}

/// What does not depend on the theme: fonts, widths, patterns.
constexpr std::string_view kFixed = R"(svg text{font-family:system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif;font-size:12px}
svg .b{font-weight:bold}
.t{stroke-width:3;stroke-linejoin:round;paint-order:stroke}
svg .m,svg .h{font-size:11px}
.line{fill:none;stroke-width:1.6}
.thick{fill:none;stroke-width:3}
.g,.a,.o,.ah,.edge{stroke-width:1;fill:none}
.faint{fill-opacity:.35}
.area{fill-opacity:.15}
.pk{stroke:#000;stroke-width:1.2;fill:none}
.pw{stroke:#fff;stroke-width:1.2;fill:none}
.pd{fill:#10324f}
.ph{fill:url(#il-hatch)}
.pc{fill:url(#il-cross)}
.pi{fill:url(#il-dots)}
.pq{fill:url(#il-bars)}
)";

} // namespace

std::string chartStyle(bool dark)
{
    return (dark ? std::string() : std::string(kFixed)) + seriesRules(dark ? kDark : kLight) + surfaceRules(dark ? kDarkSurface : kLightSurface);
}

std::vector<SeriesLook> seriesLooks(const std::vector<std::string> &ids)
{
    std::map<int, int> seen;
    std::vector<SeriesLook> looks;
    for (const std::string &id : ids) {
        const int hue = hueOf(id);
        const int variant = seen[hue]++;
        const auto at = static_cast<std::size_t>(hue);
        const auto dash = static_cast<std::size_t>(kFirstDash.at(at) + variant) % kDashes.size();
        looks.push_back({hue, (kFirstMarker.at(at) + variant) % kMarkers, kDashes.at(dash)});
    }
    return looks;
}

} // namespace interleave::exporting
