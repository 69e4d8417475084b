// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/draw_preview.h"

#include "widgets/common/theme.h"
#include "widgets/form/number_preview.h"

#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace interleave::widgets {
namespace {

constexpr int kHeight = 40;
constexpr std::size_t kBins = 40;
constexpr std::size_t kStripTasks = 40;

/// Heights of the bars, the highest is 1.
std::vector<double> heightsOf(const std::vector<double> &values, DrawPreview::Shape shape)
{
    std::vector<double> heights;
    if (shape == DrawPreview::Shape::Strip) {
        heights.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(std::min(values.size(), kStripTasks)));
    } else {
        const auto counts = histogram(values, kBins);
        heights.assign(counts.begin(), counts.end());
    }
    const double highest = heights.empty() ? 0 : *std::max_element(heights.begin(), heights.end());
    for (double &height : heights)
        height = highest > 0 ? std::clamp(height / highest, 0.0, 1.0) : 0;
    return heights;
}

} // namespace

/// Paints the bars.
class DrawPreview::Picture : public QWidget {
public:
    explicit Picture(DrawPreview *parent) : QWidget(parent)
    {
        setFixedHeight(kHeight);
        setMinimumWidth(80);
    }
    void setHeights(std::vector<double> heights)
    {
        m_heights = std::move(heights);
        update();
    }
    [[nodiscard]] std::vector<QRectF> bars() const
    {
        const QRectF area = QRectF(rect()).adjusted(3, 4, -3, -2);
        const double step = m_heights.empty() ? 0 : area.width() / static_cast<double>(m_heights.size());
        std::vector<QRectF> result;
        for (std::size_t i = 0; i < m_heights.size(); ++i) {
            if (m_heights[i] > 0) // a single draw still shows
                result.emplace_back(area.left() + static_cast<double>(i) * step, area.bottom() - std::max(m_heights[i] * area.height(), 1.0), std::max(step - 1, 1.0),
                                    std::max(m_heights[i] * area.height(), 1.0));
        }
        return result;
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme theme = Theme::of(palette());
        QPainter painter(this);
        painter.setPen(theme.grid);
        painter.setBrush(theme.plot);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accent);
        for (const QRectF &bar : bars())
            painter.drawRect(bar);
    }

private:
    std::vector<double> m_heights;
};

DrawPreview::DrawPreview(QWidget *parent) : QWidget(parent), m_picture(new Picture(this)), m_caption(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(m_picture);
    column->addWidget(m_caption);
    m_caption->setWordWrap(true);
}

void DrawPreview::showValues(std::vector<double> values, Shape shape, Unit unit)
{
    m_values = std::move(values);
    m_shape = shape;
    m_unit = unit;
    m_picture->setHeights(heightsOf(m_values, shape));
    describe();
}

QString DrawPreview::caption() const { return m_caption->text(); }

std::vector<QRectF> DrawPreview::bars() const { return m_picture->bars(); }

void DrawPreview::describe()
{
    if (m_values.empty())
        return m_caption->clear();
    const auto [low, high] = std::minmax_element(m_values.begin(), m_values.end());
    const double mean = std::accumulate(m_values.begin(), m_values.end(), 0.0) / static_cast<double>(m_values.size());
    m_caption->setText(tr("%1 tasks: mean %2, %3 to %4")
                           .arg(QLocale().toString(static_cast<qulonglong>(m_values.size())), amountText(mean, m_unit), amountText(*low, m_unit), amountText(*high, m_unit)));
    m_picture->setAccessibleDescription(m_caption->text());
}

void DrawPreview::retranslateUi(const QString &what)
{
    m_picture->setAccessibleName(tr("%1: preview").arg(what));
    m_picture->setToolTip(m_shape == Shape::Strip ? tr("A bar for each of the first tasks") : tr("How many tasks get how much, with the seed of this plan"));
    describe();
}

} // namespace interleave::widgets
