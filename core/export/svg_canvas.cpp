// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/svg_canvas.h"

#include "core/export/report_text.h"

#include <array>
#include <cmath>

namespace interleave::exporting {
namespace {

std::string attribute(std::string_view name, double value)
{
    return " " + std::string(name) + "=\"" + coordinate(value) + '"';
}

std::string attribute(std::string_view name, std::string_view value)
{
    return value.empty() ? std::string() : " " + std::string(name) + "=\"" + std::string(value) + '"';
}

std::string polygon(double x, double y, std::initializer_list<std::pair<double, double>> corners)
{
    std::string d;
    for (const auto &[dx, dy] : corners)
        d += (d.empty() ? "M" : "L") + coordinate(x + dx) + ' ' + coordinate(y + dy);
    return d;
}

/// The outline of a marker that is no disc.
std::string markerPath(double x, double y, int shape)
{
    switch (shape) {
    case 1: return polygon(x, y, {{-4, -4}, {4, -4}, {4, 4}, {-4, 4}}) + 'Z';
    case 2: return polygon(x, y, {{0, -5}, {5, 4}, {-5, 4}}) + 'Z';
    case 3: return polygon(x, y, {{0, -5.5}, {5.5, 0}, {0, 5.5}, {-5.5, 0}}) + 'Z';
    case 4: return polygon(x, y, {{0, 5}, {5, -4}, {-5, -4}}) + 'Z';
    case 5: return polygon(x, y, {{-5, -1.5}, {-1.5, -1.5}, {-1.5, -5}, {1.5, -5}, {1.5, -1.5}, {5, -1.5}, {5, 1.5}, {1.5, 1.5}, {1.5, 5}, {-1.5, 5}, {-1.5, 1.5}, {-5, 1.5}}) + 'Z';
    default: return polygon(x, y, {{-5, -3}, {-3, -5}, {0, -2}, {3, -5}, {5, -3}, {2, 0}, {5, 3}, {3, 5}, {0, 2}, {-3, 5}, {-5, 3}, {-2, 0}}) + 'Z';
    }
}

constexpr std::string_view kPatterns = R"(<defs>
<pattern id="il-hatch" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" class="qr"/><path d="M0 6L6 0" class="pk"/></pattern>
<pattern id="il-cross" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" class="ql"/><path d="M0 6L6 0M0 0L6 6" class="pw"/></pattern>
<pattern id="il-dots" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" class="qi"/><circle cx="2" cy="2" r="1" class="pd"/></pattern>
<pattern id="il-bars" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" class="qq"/><path d="M2 0V5" class="pw"/></pattern>
</defs>
)";
constexpr std::string_view kNamespace = R"( xmlns="http://www.w3.org/2000/svg")";

} // namespace

std::string patternDefinitions() { return "<svg width=\"0\" height=\"0\" aria-hidden=\"true\" class=\"defs\">" + std::string(kPatterns) + "</svg>\n"; }

std::string coordinate(double value)
{
    if (!std::isfinite(value))
        return "0";
    std::string text = fixedText(value, 2);
    while (text.ends_with('0'))
        text.pop_back();
    if (text.ends_with('.'))
        text.pop_back();
    return text == "-0" ? "0" : text;
}

SvgCanvas::SvgCanvas(double width, double height, std::string_view title, std::string_view description)
    : m_width(width), m_height(height), m_title(markupText(title)), m_description(markupText(description))
{
}

void SvgCanvas::line(double x1, double y1, double x2, double y2, std::string_view cssClass, std::string_view dash)
{
    m_body += "<line" + attribute("x1", x1) + attribute("y1", y1) + attribute("x2", x2) + attribute("y2", y2) + attribute("class", cssClass)
        + attribute("stroke-dasharray", dash) + "/>\n";
}

void SvgCanvas::rect(double x, double y, double width, double height, std::string_view cssClass, std::string_view tip)
{
    m_body += "<rect" + attribute("x", x) + attribute("y", y) + attribute("width", std::fmax(width, 0)) + attribute("height", std::fmax(height, 0))
        + attribute("class", cssClass);
    m_body += tip.empty() ? "/>\n" : "><title>" + markupText(tip) + "</title></rect>\n";
}

void SvgCanvas::circle(double x, double y, double radius, std::string_view cssClass)
{
    m_body += "<circle" + attribute("cx", x) + attribute("cy", y) + attribute("r", radius) + attribute("class", cssClass) + "/>\n";
}

void SvgCanvas::text(double x, double y, std::string_view words, std::string_view cssClass, Anchor anchor)
{
    constexpr std::array<std::string_view, 3> kAnchors{"", "middle", "end"};
    m_body += "<text" + attribute("x", x) + attribute("y", y) + attribute("class", cssClass)
        + attribute("text-anchor", kAnchors.at(static_cast<std::size_t>(anchor))) + '>' + markupText(words) + "</text>\n";
}

void SvgCanvas::path(std::string_view d, std::string_view cssClass, std::string_view dash)
{
    m_body += "<path" + attribute("d", d) + attribute("class", cssClass) + attribute("stroke-dasharray", dash) + "/>\n";
}

void SvgCanvas::marker(double x, double y, int shape, std::string_view cssClass)
{
    if (shape == 0)
        circle(x, y, 4, cssClass);
    else
        path(markerPath(x, y, shape), cssClass);
}

std::string SvgCanvas::finish(bool standalone) const
{
    const std::string size = coordinate(m_width) + ' ' + coordinate(m_height);
    std::string out = "<svg";
    if (standalone)
        out += kNamespace;
    out += " role=\"img\" viewBox=\"0 0 " + size + "\"" + attribute("width", m_width) + attribute("height", m_height) + ">\n";
    out += "<title>" + m_title + "</title>\n<desc>" + m_description + "</desc>\n";
    if (standalone)
        out += "<style>" + chartStyle(false) + "</style>\n" + std::string(kPatterns) + "<rect width=\"100%\" height=\"100%\" class=\"plot\"/>\n";
    return out + m_body + "</svg>\n";
}

} // namespace interleave::exporting
