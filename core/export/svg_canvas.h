// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Pictures as SVG text, without any toolkit: nothing from outside, no script. Colours are classes, see chartStyle.
namespace interleave::exporting {

/// Where a text stands against its point.
enum class Anchor { Start, Middle, End };

/// Collects the elements of one picture. Units: logical pixels. Texts are escaped here and nowhere else.
class SvgCanvas {
public:
    /// `title` and `description` are what a screen reader says.
    SvgCanvas(double width, double height, std::string_view title, std::string_view description);

    void line(double x1, double y1, double x2, double y2, std::string_view cssClass, std::string_view dash = {});
    void rect(double x, double y, double width, double height, std::string_view cssClass, std::string_view tip = {});
    void circle(double x, double y, double radius, std::string_view cssClass);
    void text(double x, double y, std::string_view words, std::string_view cssClass = "t", Anchor anchor = Anchor::Start);
    /// A path from `d`, which only this program makes.
    void path(std::string_view d, std::string_view cssClass, std::string_view dash = {});
    /// A sign of a series: 0 disc, 1 square, 2 triangle, 3 diamond, 4 triangle down, 5 plus, 6 cross.
    void marker(double x, double y, int shape, std::string_view cssClass);

    /// The whole element. `standalone`: as a file of its own, with its colours (light) and patterns.
    [[nodiscard]] std::string finish(bool standalone = false) const;

private:
    double m_width, m_height;
    std::string m_title, m_description, m_body;
};

/// "12.5": at most two decimals, no exponent.
std::string coordinate(double value);

/// The CSS rules of all classes that pictures use, light or dark.
std::string chartStyle(bool dark);

/// An element without extent that holds the patterns of states: once a page, for all its pictures.
std::string patternDefinitions();

/// How a series looks: `s` + hue is the class of its line, `f` + hue of its filling.
struct SeriesLook {
    int hue = 0;
    int marker = 0;
    std::string_view dash; ///< as in stroke-dasharray; empty: solid
};
/// Hue by what the concurrency model is, dash and marker by the how-many-th entry of that hue it is. Shape: as `ids`.
std::vector<SeriesLook> seriesLooks(const std::vector<std::string> &ids);

} // namespace interleave::exporting
