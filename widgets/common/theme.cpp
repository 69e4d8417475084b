// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/theme.h"

#include <QCoreApplication>
#include <QImage>
#include <QPainter>

#include <array>
#include <string_view>
#include <utility>

namespace interleave::widgets {

namespace {

constexpr int kHues = 8;
using Hues = std::array<QRgb, kHues>;
/// 0 baseline, 1 threads, 2 processes, 3 event loop, 4 hybrid, 5 queue and stream, 6 producer–consumer, 7 emulated lock.
constexpr Hues kLightHues{0xff1f1f1f, 0xff265c99, 0xfff0560a, 0xff25826c, 0xffc76b9a, 0xff2090e6, 0xffa58a5c, 0xff5e6211};
constexpr Hues kDarkHues{0xfff2f2f2, 0xff3a7fd2, 0xffd05a08, 0xff43fcca, 0xffc27893, 0xff3dbded, 0xffc4ab78, 0xffdaec00};

constexpr std::size_t kStates = 6;
using States = std::array<QRgb, kStates>;
constexpr States kLightStates{0xff1b7f5c, 0xfff2b705, 0xffb3261e, 0xff8ec1f0, 0xff5b4b8a, 0xffdadde1};
constexpr States kDarkStates{0xff2fa37a, 0xffffd34d, 0xffe5484d, 0xff9ccbff, 0xff7a68b8, 0xff3a4047};

/// Ids whose realisation deserves a hue of its own although their family has one.
constexpr std::array<std::pair<std::string_view, int>, 5> kHueOfWord{
    {{"hybrid", 4}, {"queue", 5}, {"stream", 5}, {"producer", 6}, {"gil", 7}}};

int hueOf(std::string_view id, plan::Family family)
{
    for (const auto &[word, hue] : kHueOfWord) {
        if (id.find(word) != std::string_view::npos)
            return hue;
    }
    switch (family) {
    case plan::Family::Baseline: return 0;
    case plan::Family::Threads: return 1;
    case plan::Family::Processes: return 2;
    case plan::Family::EventLoop: return 3;
    case plan::Family::Futures: return 5;
    }
    return 0;
}

constexpr std::array kVariantDash{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine, Qt::DashDotDotLine};
/// Dash of a hue's first entry: baseline is always dashed, the later hues repeat what colour alone tells too weakly.
constexpr std::array<int, kHues> kFirstDash{1, 0, 0, 0, 1, 2, 3, 4};
constexpr std::array<int, kHues> kFirstMarker{0, 0, 1, 2, 3, 4, 5, 6};
constexpr int kMarkers = 7;

QImage tile(QColor fill, QColor ink, void (*draw)(QPainter &))
{
    constexpr int kSize = 8;
    QImage image(kSize, kSize, QImage::Format_ARGB32_Premultiplied);
    image.fill(fill);
    QPainter painter(&image);
    painter.setPen(QPen(ink, 1));
    draw(painter);
    return image;
}

void drawDiagonals(QPainter &p)
{
    for (int x : {-8, -4, 0, 4, 8})
        p.drawLine(x, 8, x + 8, 0);
}
void drawCrossHatch(QPainter &p)
{
    p.drawLine(0, 8, 8, 0);
    p.drawLine(0, 0, 8, 8);
}
void drawDots(QPainter &p)
{
    p.drawRect(1, 1, 1, 1);
    p.drawRect(5, 5, 1, 1);
}
void drawVerticals(QPainter &p)
{
    p.drawLine(1, 0, 1, 8);
    p.drawLine(5, 0, 5, 8);
}

QString tr(const char *text) { return QCoreApplication::translate("Theme", text); }

} // namespace

Theme Theme::light()
{
    Theme t;
    t.window = QRgb(0xffeff0f1);
    t.plot = QRgb(0xffffffff);
    t.grid = QRgb(0xffdcdfe2);
    t.text = QRgb(0xff232629);
    t.mutedText = QRgb(0xff5c6268);
    t.accent = QRgb(0xff265c99);
    t.warning = QRgb(0xffb3261e);
    t.outline = QRgb(0xff4a4f55);
    t.deemphasised = QRgb(0xffb5bbc1);
    t.good = QRgb(0xffe3f1ec);
    t.caution = QRgb(0xfffff4d6);
    t.bad = QRgb(0xfffbe4e1);
    t.neutral = QRgb(0xffe6e8ea);
    return t;
}

Theme Theme::dark()
{
    Theme t;
    t.isDark = true;
    t.window = QRgb(0xff232629);
    t.plot = QRgb(0xff1b1e20);
    t.grid = QRgb(0xff33383d);
    t.text = QRgb(0xfffcfcfc);
    t.mutedText = QRgb(0xffaeb4ba);
    t.accent = QRgb(0xff3dbded);
    t.warning = QRgb(0xffff7b72);
    t.outline = QRgb(0xffaeb4ba);
    t.deemphasised = QRgb(0xff565d64);
    t.good = QRgb(0xff1f4436);
    t.caution = QRgb(0xff4d4012);
    t.bad = QRgb(0xff5a2622);
    t.neutral = QRgb(0xff3a4047);
    return t;
}

Theme Theme::of(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness() ? dark() : light();
}

SeriesStyle Theme::series(const std::string &executorId, plan::Family family, int variant) const
{
    const auto hue = static_cast<std::size_t>(hueOf(executorId, family));
    SeriesStyle style;
    style.color = QColor::fromRgb(isDark ? kDarkHues[hue] : kLightHues[hue]);
    // Baseline stays dashed whatever its variant: in dark mode it is too near to green for some eyes.
    const auto dash = static_cast<std::size_t>(kFirstDash[hue] + variant) % kVariantDash.size();
    style.dash = hue == 0 ? Qt::DashLine : kVariantDash[dash];
    style.marker = (kFirstMarker[hue] + 3 * variant) % kMarkers;
    return style;
}

QColor Theme::stateColor(analysis::LaneState state) const
{
    const auto i = static_cast<std::size_t>(state);
    return QColor::fromRgb(isDark ? kDarkStates[i] : kLightStates[i]);
}

QColor Theme::stateInk(analysis::LaneState state) const
{
    switch (state) {
    case analysis::LaneState::Running:
    case analysis::LaneState::LockWait: return isDark ? Qt::black : Qt::white;
    case analysis::LaneState::Ready:
    case analysis::LaneState::Io: return Qt::black;
    case analysis::LaneState::Queued: return Qt::white;
    case analysis::LaneState::Idle: break;
    }
    return text;
}

QBrush Theme::stateFill(analysis::LaneState state) const
{
    const QColor fill = stateColor(state);
    QColor ink = stateInk(state);
    ink.setAlphaF(0.45F);
    switch (state) {
    case analysis::LaneState::Ready: return QBrush(tile(fill, ink, drawDiagonals));
    case analysis::LaneState::LockWait: return QBrush(tile(fill, ink, drawCrossHatch));
    case analysis::LaneState::Io: return QBrush(tile(fill, ink, drawDots));
    case analysis::LaneState::Queued: return QBrush(tile(fill, ink, drawVerticals));
    case analysis::LaneState::Running:
    case analysis::LaneState::Idle: break;
    }
    return QBrush(fill);
}

QPalette Theme::palette() const
{
    QPalette p(isDark ? QColor(0x31, 0x36, 0x3b) : QColor(0xfc, 0xfc, 0xfc), window);
    const auto set = [&p](QPalette::ColorRole role, const QColor &color) { p.setColor(role, color); };
    set(QPalette::WindowText, text);
    set(QPalette::Text, text);
    set(QPalette::ButtonText, text);
    set(QPalette::Base, plot);
    set(QPalette::AlternateBase, isDark ? plot.lighter(125) : QColor(0xf7, 0xf8, 0xf8));
    set(QPalette::ToolTipBase, isDark ? QColor(0x31, 0x36, 0x3b) : QColor(0xff, 0xff, 0xff));
    set(QPalette::ToolTipText, text);
    set(QPalette::PlaceholderText, mutedText);
    set(QPalette::Highlight, isDark ? QColor(0x2b, 0x6c, 0xb0) : accent);
    set(QPalette::HighlightedText, Qt::white);
    set(QPalette::BrightText, warning);
    set(QPalette::Link, accent);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, isDark ? QColor(0x7a, 0x80, 0x86) : QColor(0x8c, 0x92, 0x98));
    p.setColor(QPalette::Disabled, QPalette::Highlight, deemphasised);
    return p;
}

QString displayName(analysis::LaneState state)
{
    switch (state) {
    case analysis::LaneState::Running: return tr(QT_TRANSLATE_NOOP("Theme", "running"));
    case analysis::LaneState::Ready: return tr(QT_TRANSLATE_NOOP("Theme", "ready, waiting for a core"));
    case analysis::LaneState::LockWait: return tr(QT_TRANSLATE_NOOP("Theme", "waiting for a lock"));
    case analysis::LaneState::Io: return tr(QT_TRANSLATE_NOOP("Theme", "I/O or sleep"));
    case analysis::LaneState::Queued: return tr(QT_TRANSLATE_NOOP("Theme", "queued"));
    case analysis::LaneState::Idle: return tr(QT_TRANSLATE_NOOP("Theme", "idle"));
    }
    return {};
}

QString displayName(analysis::MessageKind kind)
{
    switch (kind) {
    case analysis::MessageKind::Submit: return tr(QT_TRANSLATE_NOOP("Theme", "submit"));
    case analysis::MessageKind::Spawn: return tr(QT_TRANSLATE_NOOP("Theme", "spawn"));
    case analysis::MessageKind::HandOff: return tr(QT_TRANSLATE_NOOP("Theme", "hand-over"));
    case analysis::MessageKind::Result: return tr(QT_TRANSLATE_NOOP("Theme", "result"));
    case analysis::MessageKind::Signal: return tr(QT_TRANSLATE_NOOP("Theme", "signal"));
    case analysis::MessageKind::ProcessMessage: return tr(QT_TRANSLATE_NOOP("Theme", "message between processes"));
    case analysis::MessageKind::Cancel: return tr(QT_TRANSLATE_NOOP("Theme", "cancel"));
    }
    return {};
}

QString displayName(plan::Family family)
{
    switch (family) {
    case plan::Family::Baseline: return tr(QT_TRANSLATE_NOOP("Theme", "Baseline"));
    case plan::Family::Threads: return tr(QT_TRANSLATE_NOOP("Theme", "Threads"));
    case plan::Family::Processes: return tr(QT_TRANSLATE_NOOP("Theme", "Processes"));
    case plan::Family::EventLoop: return tr(QT_TRANSLATE_NOOP("Theme", "Event loop"));
    case plan::Family::Futures: return tr(QT_TRANSLATE_NOOP("Theme", "Futures"));
    }
    return {};
}

} // namespace interleave::widgets
